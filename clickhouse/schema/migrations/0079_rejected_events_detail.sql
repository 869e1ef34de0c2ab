-- Why each line was rejected, for a person. Adding a column writes no row anew;
-- lines that were rejected before have an empty one. Done again, it does nothing.
ALTER TABLE signed_rejected_events ADD COLUMN IF NOT EXISTS detail String COMMENT 'the field, its value, what was expected, and a hint; empty for lines of versions that did not note it' CODEC(ZSTD) AFTER reason
