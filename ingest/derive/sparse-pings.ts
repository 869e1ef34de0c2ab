import type { Session } from "../../clickhouse/connection/store.ts";
import type { StepApplier } from "./apply-steps.ts";
import { readSql } from "../../common/package-root.ts";
import { LONGEST_SESSION_GAP } from "../../common/settings/config.ts";

/** That most sessions of a run have a single ping, since pings are far apart. */
export interface SparsePings {
  readonly singlePing: number;
  readonly sessions: number;
  /** The median between consecutive pings of a player, in seconds. */
  readonly distance: number;
  /** In seconds. */
  readonly sessionGap: number;
}

/** Found if most sessions have a single ping, and a longer gap would join them. */
export async function findSparsePings(
  session: Session,
  steps: StepApplier,
  sessionGap: number,
): Promise<SparsePings | undefined> {
  if (!(await steps.has("change_sessions"))) return undefined;
  const [row] = await session.rows<{ singlePing: number; sessions: number }>({
    name: "count-sessions",
    sql: `SELECT countIf(session_start = session_end) AS singlePing, count() AS sessions
      FROM change_sessions WHERE sign > 0`,
  });
  const [singlePing, sessions] = [
    Number(row?.singlePing),
    Number(row?.sessions),
  ];
  if (2 * singlePing <= sessions) return undefined;
  const [found] = await session.rows<{ distance: number }>({
    name: "ping-distance",
    sql: readSql("ingest/derive/sessions/ping-distance.sql"),
  });
  const distance = Number(found?.distance);
  return distance > sessionGap && distance <= LONGEST_SESSION_GAP
    ? { singlePing, sessions, distance, sessionGap }
    : undefined;
}
