#!/bin/sh
# Makes the database on both shards, and then its tables, which belong to it.
set -eu
as_touchline() {
  clickhouse-client --host shard1 --user touchline --password "$PASSWORD" "$@"
}
sed '/^$/q' /sharded.sql | as_touchline --multiquery
sed '1,/^$/d' /sharded.sql | as_touchline --database game --multiquery
