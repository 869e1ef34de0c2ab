-- The ledger: one row a run, the newest state of it counts (FINAL). A row
-- 'publishing' is the point of no return: whoever opens the database next
-- completes that run. 'done' is what readers see, and 'reported' what the
-- command has told to its user: a run that is done and not reported is told
-- again, not done again, when the same command comes again. The largest
-- run_id not 'publishing' is the version of the data.
-- ORDER BY run_id: read by number; a later state of a run replaces the row.
CREATE TABLE IF NOT EXISTS runs
(
    run_id UInt32,
    state LowCardinality(String) COMMENT 'publishing, done or reported',
    request String COMMENT 'what tells the same command from another: a hash of options and input',
    started_at DateTime64(3, 'UTC'),
    changed_at DateTime64(3, 'UTC') COMMENT 'when the run came into this state',
    files Array(String) COMMENT 'as named in the command, in their order',
    lines UInt64,
    blank UInt64,
    accepted UInt64,
    rejected Map(LowCardinality(String), UInt64) COMMENT 'lines of this run by reason',
    admitted UInt64 COMMENT 'events of earlier runs that came to count in this one',
    seconds Float64,
    blocks Map(LowCardinality(String), Int64) COMMENT 'the newest block of each table before the run was published: newer ones are the run''s'
)
ENGINE = {replicated}ReplacingMergeTree(changed_at)
ORDER BY run_id
SETTINGS index_granularity = 1024
