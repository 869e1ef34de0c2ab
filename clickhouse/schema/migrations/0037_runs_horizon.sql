-- Retention: the first UTC day whose raw events a run has kept when it forgot
-- older ones. That of the database is the greatest in the ledger, so it only
-- moves forward, and whatever brings the ledger along brings it too.
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS horizon Date COMMENT 'the first UTC day of which a run that forgets has kept raw events; 1970-01-01 of any other run'
