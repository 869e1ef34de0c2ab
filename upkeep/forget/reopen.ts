import { performRun } from "../../runs/perform-run.ts";
import type { RunObserver } from "../../runs/run-progress.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { formatDay, SECONDS_A_DAY } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";
import { NOTHING_FORGOTTEN, type Forgetting } from "./forget.ts";

/**
 * Moves the horizon back to a day, as one run: session pings from that day on are
 * accepted again, also rejected ones that are sent again. Forgotten pings stay
 * forgotten, and their facts stay. This is for a horizon that is later than all
 * session pings, because a clock was ahead: pings at the horizon could extend
 * sessions whose other pings are gone.
 * Throws bad_usage if the horizon is not later, or if there are such pings.
 * @param day in days since 1970-01-01.
 */
export async function reopen(
  store: Store,
  day: number,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Forgetting> {
  return performRun(store, observer, signal, async (run) => {
    const { horizon } = run;
    if (!run.last || day >= horizon)
      throw new TouchlineError(
        "bad_usage",
        horizon === 0
          ? "there is no horizon to move back: no raw events were ever forgotten"
          : `--reopen ${formatDay(day)} is not before the horizon, ${formatDay(horizon)}: name an earlier day`,
      );
    await refuseNearPings(store, horizon, run.sessionGap);
    await run.publish({ request: "forget", horizon: day });
    return {
      ...{ ...NOTHING_FORGOTTEN, runId: run.runId },
      ...{ changes: true, reopened: true, horizon: day, dryRun: false },
      seconds: run.seconds(),
    };
  });
}

async function refuseNearPings(
  store: Store,
  horizon: number,
  sessionGap: number,
): Promise<void> {
  const from = horizon * SECONDS_A_DAY - sessionGap;
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
