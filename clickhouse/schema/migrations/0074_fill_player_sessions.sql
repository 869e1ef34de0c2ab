-- A database that has runs gets the rows that follow from them
-- (runs/fill-tables.ts). Cut off, it begins with an empty table again.
TRUNCATE TABLE signed_player_sessions
