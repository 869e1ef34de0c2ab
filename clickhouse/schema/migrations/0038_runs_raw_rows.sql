-- Damage: how many rows the raw tables have after a run. ClickHouse leaves out
-- a part that it cannot read when it starts, without an error: the rows are
-- then fewer than the last run in the ledger has noted. (A removed part leaves
-- no other trace at all.)
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS raw_rows Map(String, UInt64) COMMENT 'rows of each raw table after the run; empty for runs of versions that did not note it'
