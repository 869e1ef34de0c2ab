#!/bin/sh
# Run by the image of ClickHouse when its volume is new.
set -eu
clickhouse-client --multiquery \
  --param_ingest_password="$INGEST_PASSWORD" \
  --param_api_password="$API_PASSWORD" \
  < /etc/touchline/users.sql
