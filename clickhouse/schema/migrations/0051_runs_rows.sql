-- For analysts: the runs, each in its last state.
CREATE VIEW IF NOT EXISTS runs AS
SELECT run_id, state, request, started_at, changed_at, files, lines, blank, accepted, rejected, admitted, seconds, blocks, horizon, raw_rows
FROM ledger FINAL
