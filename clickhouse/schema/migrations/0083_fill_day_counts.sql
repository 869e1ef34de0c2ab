-- Day counts get the metrics active_days, hour_players, own_hour_players and
-- minute_players. A database that has runs gets all their rows anew
-- (runs/derived/fill-table.ts). Cut off, it begins with an empty table again.
TRUNCATE TABLE summed_day_counts
