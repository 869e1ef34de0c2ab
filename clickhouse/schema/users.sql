-- The two users of Touchline on a server, for an administrator; on each server,
-- where they are the shards of one database:
--   clickhouse-client --multiquery --param_ingest_password=… --param_api_password=… < clickhouse/schema/users.sql
-- One changes the database game and nothing else. The other only reads it, and
-- cannot ask for more than the limits of its profile. Both end and see their
-- own statements, which needs no grant.

CREATE USER IF NOT EXISTS touchline IDENTIFIED BY {ingest_password:String};

GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, DROP TABLE, DROP VIEW, TRUNCATE, ALTER, INSERT, SELECT ON game.* TO touchline;

-- For shards: the share of a server, the shares of others, and the statements that
-- another one has begun there.
GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, DROP TABLE, DROP VIEW, TRUNCATE, ALTER, INSERT, SELECT ON game_shard.* TO touchline;

GRANT REMOTE ON *.* TO touchline;

GRANT SELECT ON system.processes TO touchline;

GRANT CREATE TEMPORARY TABLE ON *.* TO touchline;

GRANT SELECT ON system.parts TO touchline;

GRANT SELECT ON system.detached_parts TO touchline;

GRANT SELECT ON system.clusters TO touchline;

CREATE SETTINGS PROFILE IF NOT EXISTS touchline_api SETTINGS
    readonly = 2,
    max_execution_time = 10 MAX 10,
    max_memory_usage = 2000000000 MAX 2000000000,
    max_result_rows = 1000000 MAX 1000000,
    max_rows_to_read = 1000000000 MAX 1000000000;

CREATE USER IF NOT EXISTS touchline_api IDENTIFIED BY {api_password:String} SETTINGS PROFILE touchline_api;

GRANT SELECT ON game.* TO touchline_api;

GRANT SELECT ON game_shard.* TO touchline_api;
