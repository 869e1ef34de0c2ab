-- The same column in the twin of signed_rejected_events: parts move between them.
-- Done again, it does nothing.
ALTER TABLE change_rejected_events ADD COLUMN IF NOT EXISTS detail String COMMENT 'the field, its value, what was expected, and a hint; empty for lines of versions that did not note it' CODEC(ZSTD) AFTER reason
