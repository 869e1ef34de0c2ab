#!/bin/sh
# Run by the image of ClickHouse when its volume is new.
set -eu
sed "s/ON game\(_shard\)\{0,1\}\.\*/ON $DATABASE\1.*/" /etc/touchline/users.sql | clickhouse-client --multiquery \
  --param_ingest_password="$INGEST_PASSWORD" \
  --param_api_password="$API_PASSWORD"
