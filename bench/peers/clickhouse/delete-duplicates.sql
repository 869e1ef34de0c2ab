-- Waits for a mutation of the table, so it runs only if it has rows to delete.
DELETE FROM events WHERE position IN (SELECT position FROM duplicates);
