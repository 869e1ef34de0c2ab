-- The session gap, in seconds: each run notes the one by which it has computed
-- sessions, and the newest run decides. So a repair with another gap changes it at
-- the point of no return, and backups bring it along. The default is the gap of a
-- database without runs: the one with which it was created, and 60 in older ones.
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS session_gap UInt32 DEFAULT {session_gap} COMMENT 'pings further apart are of different sessions, in seconds'
