-- A database that has runs gets the rows that follow from them
-- (runs/derived/fill-table.ts). Cut off, it begins with an empty table again.
TRUNCATE TABLE signed_player_sessions
