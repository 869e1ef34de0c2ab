-- Files that come again: what identifies the content of each file of a run, so that
-- a run recognizes a file whose events are all known, and does not look each of
-- them up.
-- Adding a column writes no row anew; done again, it does nothing.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS contents Map(String, UInt64) COMMENT 'how many events of each file passed the rules on one event, by a hash of its bytes and of the settings'
