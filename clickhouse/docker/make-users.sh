#!/bin/sh
# Run by the image of ClickHouse when its volume is new.
set -eu
sed "s/ON game\.\*/ON $DATABASE.*/" /etc/touchline/users.sql | clickhouse-client --multiquery \
  --param_ingest_password="$INGEST_PASSWORD" \
  --param_api_password="$API_PASSWORD"
