-- A run has a row here for each state; its name makes room for a view of the
-- last one. The last of the tables that are renamed: while it has its old
-- name, a run may have been left half published.
-- Done again, it finds no table of the old name.
RENAME TABLE IF EXISTS runs TO ledger
