import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { daysOf } from "../../endpoint/find-range.ts";
import { createSeries } from "../../answers/series.ts";
import { SESSION_LENGTHS } from "./schema.ts";

const SQL = readSql("api/routes/session-lengths/session-lengths.sql");

type Day = Static<typeof SESSION_LENGTHS.answer>["days"][number];

interface Row {
  readonly date: string;
  readonly number_of_sessions: number;
  readonly median: number;
  readonly p90: number;
  readonly longest: number;
}

/** GET /api/session-lengths: the lengths of sessions, day by day. */
export function addSessionLengths(
  router: Router,
  dependencies: Dependencies,
): void {
  const answer = createSeries<Row, Day>(dependencies.store, {
    name: "session-lengths",
    sql: SQL,
    toDays(rows, range) {
      const days = new Map(rows.map((row) => [row.date, row]));
      return daysOf(range).map((date) => toDay(date, days.get(date)));
    },
  });
  addEndpoint(router, SESSION_LENGTHS, dependencies, answer);
}

function toDay(date: string, row: Row | undefined): Day {
  if (row === undefined)
    return { date, sessions: 0, median: null, p90: null, longest: null };
  return {
    date,
    sessions: row.number_of_sessions,
    median: row.median,
    p90: row.p90,
    longest: row.longest,
  };
}
