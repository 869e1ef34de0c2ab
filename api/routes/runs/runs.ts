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
  kind: Type.Enum(["ingest", "replay", "repair", "erase", "forget"]),
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
    tag: "Data",
    summary: "published runs, newest first",
    parameters: object({ ...pageBy(natural(10)), ...FORMAT }),
    answer: object({
      runs: Type.Array(Run, { description: "newest first" }),
      next: Next,
    }),
    rows: "runs",
    example: {
      parameters: { limit: "1" },
      answer: {
        runs: [
          {
            run_id: 1,
            kind: "ingest",
            started_at: "2024-10-28T00:05:00Z",
            seconds: 0.61,
            files: ["bench/sample/events.jsonl.gz"],
            lines: 60030,
            blank: 106,
            accepted: 58000,
            rejected: {
              malformed_json: 107,
              invalid_event_id: 107,
              unknown_event_type: 107,
              invalid_timestamp: 107,
              invalid_event_data: 107,
              invalid_user_id: 107,
              unknown_country: 107,
              invalid_device_os: 107,
              invalid_session_type: 107,
              invalid_match_id: 107,
              same_player: 107,
              invalid_goals: 107,
              duplicate_event: 107,
              duplicate_registration: 107,
              unregistered_user: 107,
              before_registration: 107,
              match_conflict: 106,
              match_unpaired: 106,
            },
            admitted: 0,
            horizon: null,
          },
        ],
        next: null,
      },
    },
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
