import { readHorizon } from "../../runs/ledger.ts";
import { recover } from "../../runs/publish.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { formatDay, SECONDS_A_DAY } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";
import { explainingDisk } from "../../common/explain-disk.ts";
import { stopwatch } from "../../runs/stopwatch.ts";
import { publishRebuilt } from "../derived/publish-rebuilt.ts";
import { NOTHING_FORGOTTEN, type Forgetting } from "./forget.ts";

/** Pings so near are of one session, in seconds. */
const LONGEST_GAP = 60;

/**
 * Moves the horizon back to a day, as a run of its own: session pings from that
 * day on are taken again, also those that were rejected, when they are sent
 * again. What was forgotten stays so, and its facts stay. For a horizon that is
 * later than all session pings, since a clock was ahead: pings at the horizon
 * could join sessions whose other pings are gone.
 * Throws bad_usage where the horizon is no later, or there are such pings.
 * @param day in days since 1970-01-01.
 */
export async function reopen(store: Store, day: number): Promise<Forgetting> {
  const startedAt = Date.now();
  const seconds = stopwatch();
  return explainingDisk(store.dataDir, async () => {
    const last = await recover(store);
    const horizon = await readHorizon(store);
    if (!last || day >= horizon)
      throw new TouchlineError(
        "bad_usage",
        horizon === 0
          ? "there is no horizon to move back: no raw events were ever forgotten"
          : `--reopen ${formatDay(day)} is not before the horizon, ${formatDay(horizon)}: name an earlier day`,
      );
    await refuseNearPings(store, horizon);
    const runId = last.runId + 1;
    await publishRebuilt(store, {
      ...{ runId, startedAt, admitted: 0, horizon: day },
      ...{ request: "forget" as const, seconds: seconds() },
    });
    return {
      ...{ ...NOTHING_FORGOTTEN, runId, changes: true, reopened: true },
      ...{ horizon: day, dryRun: false, seconds: seconds() },
    };
  });
}

async function refuseNearPings(store: Store, horizon: number): Promise<void> {
  const from = horizon * SECONDS_A_DAY - LONGEST_GAP;
  const [near] = await store.rows<{ pings: number }>({
    name: "pings-at-horizon",
    sql: "SELECT count() AS pings FROM session_pings WHERE event_timestamp >= toDateTime({from:UInt32}, 'UTC')",
    parameters: { from },
  });
  if (Number(near?.pings ?? 0) > 0)
    throw new TouchlineError(
      "bad_usage",
      `there are session pings from ${formatDay(horizon)} on, so the horizon stays: ingest the files into a new database to have all of them counted`,
    );
}
