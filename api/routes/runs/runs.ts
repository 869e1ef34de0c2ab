import { Type, type Static } from "typebox";
import { formatInstant } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import { natural, Next, pageBy, toPage } from "../../endpoint/page.ts";
import {
  Count,
  Day,
  FORMAT,
  Instant,
  object,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/runs/runs.sql");

/** Later than all runs. */
const START = String(2 ** 32);

const Run = object({
  run_id: Type.Integer({ minimum: 1 }),
  kind: Type.Union(
    ["ingest", "replay", "repair", "erase", "forget"].map((kind) =>
      Type.Literal(kind),
    ),
  ),
  started_at: Instant,
  seconds: Type.Number({ minimum: 0 }),
  files: Type.Array(Type.String()),
  lines: Count,
  blank: Count,
  accepted: Count,
  rejected: Type.Record(Type.String(), Count, {
    description: "lines by reason, at the end of the run",
  }),
  admitted: Type.Integer({
    minimum: 0,
    description: "events of earlier runs that this run made count",
  }),
  horizon: Type.Union([Day, Type.Null()], {
    description: "of a forget run: the first day whose raw events were kept",
  }),
});

type Run = Static<typeof Run>;

interface Row extends Omit<Run, "started_at" | "horizon"> {
  /** Unix time, seconds. */
  readonly started: number;
  readonly horizon_day: string | null;
}

export const runs = defineEndpoint({
  schema: {
    path: "/api/runs",
    summary: "published runs, newest first",
    parameters: object({ ...pageBy(natural(10)), ...FORMAT }),
    answer: object({
      runs: Type.Array(Run, { description: "newest first" }),
      next: Next,
    }),
    rows: "runs",
  },
  answer: together(async ({ limit, after = START }, store) => {
    const read = await store.query<Row>({
      name: "runs",
      sql: SQL,
      parameters: { before: after, rows: limit + 1 },
    });
    const { rows, next } = toPage(read, limit, ({ run_id }) => String(run_id));
    return { runs: rows.map(toRun), next };
  }),
});

function toRun(row: Row): Run {
  return {
    run_id: row.run_id,
    kind: row.kind,
    started_at: formatInstant(row.started),
    seconds: row.seconds,
    files: row.files,
    lines: row.lines,
    blank: row.blank,
    accepted: row.accepted,
    rejected: row.rejected,
    admitted: row.admitted,
    horizon: row.horizon_day,
  };
}
