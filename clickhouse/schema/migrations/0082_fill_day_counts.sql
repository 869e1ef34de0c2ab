-- Day counts get the metrics day_retention and match_seconds. A database that has
-- runs gets all their rows anew (runs/derived/fill-table.ts). Cut off, it begins
-- with an empty table again.
TRUNCATE TABLE summed_day_counts
