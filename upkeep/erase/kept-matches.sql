-- How many matches keep counting with a stand-in of this run.
SELECT count() AS count
FROM rebuilt_registrations
WHERE event_id >= 9007199254740992 AND run_id = {run_id:UInt32}
