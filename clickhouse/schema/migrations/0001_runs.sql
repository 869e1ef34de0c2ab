-- The ledger: one row a run, whose newest state counts (FINAL). 'publishing' is the
-- point of no return: the next command that opens the database completes the run.
-- Readers see runs that are 'done'. 'reported' is a run whose command has printed its
-- result: one that is done and not reported is reported, not repeated, when the same
-- command is run again. The version of the data is the largest run_id that is not
-- 'publishing'.
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
