import { Type, type Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { REASONS } from "../../../common/reasons.ts";
import { together, defineEndpoint } from "../../endpoint/endpoint.ts";
import { natural, Next, pageBy, toPage } from "../../endpoint/page.ts";
import { Count, FORMAT, object } from "../../endpoint/parameters.ts";

const LINES_SQL = readSql("api/routes/rejected/rejected.sql");
const REASONS_SQL = readSql("api/routes/rejected/reasons.sql");

/** Precedes all lines. */
const START = "0_0_0";

const WHY = { description: "why a line is rejected, such as malformed_json" };

/** Not an enumeration: the database may have those of another version. */
const Reason = Type.String({ pattern: "^[a-z_]{1,40}$", ...WHY });

const ReasonCount = object({
  reason: Reason,
  lines: Type.Integer({ minimum: 1 }),
});

const RunId = Type.Integer({
  minimum: 1,
  maximum: 4_294_967_295,
  description: "the number of a run",
});

const Line = object({
  run_id: RunId,
  file: Type.String(),
  file_number: Count,
  line: Count,
  byte_offset: Count,
  reason: Reason,
  detail: Type.String({
    description:
      "the field, its value, what was expected, and a hint; empty for lines that version 0.2 rejected",
  }),
  raw: Type.String({
    description: "the first 1000 bytes of the line, as UTF-8",
  }),
  raw_bytes: Type.Integer({
    minimum: 0,
    description: "the length of the line",
  }),
});

type Line = Static<typeof Line>;

interface Row extends Pick<Line, "run_id" | "file_number" | "line" | "reason"> {
  readonly file_name: string;
  readonly why: string;
  readonly offset: number;
  readonly text: string;
  readonly bytes: number;
}

export const rejected = defineEndpoint({
  schema: {
    path: "/api/rejected",
    tag: "Data",
    summary: "rejected lines that do not count now, and their number by reason",
    parameters: object({
      reason: Type.Optional(Type.Enum([...REASONS], WHY)),
      run: Type.Optional(RunId),
      ...pageBy(`${natural(10)}_${natural(10)}_${natural(16)}`),
      ...FORMAT,
    }),
    answer: object({
      reasons: Type.Array(ReasonCount, {
        description: "of the run or of all runs, regardless of `reason`",
      }),
      rejected: Type.Array(Line, {
        description: "in the order of runs, files and lines",
      }),
      next: Next,
    }),
    rows: "rejected",
    // Rejected lines may contain anything that a game has sent.
    scope: "operate",
    example: {
      parameters: { reason: "invalid_goals", limit: "1" },
      answer: {
        reasons: [{ reason: "before_registration", lines: 107 }],
        rejected: [
          {
            run_id: 1,
            file: "bench/sample/events.jsonl.gz",
            file_number: 1,
            line: 341,
            byte_offset: 59554,
            reason: "invalid_goals",
            detail:
              "home_goals_scored is missing: expected an integer from 0 to 99, or null for both at the start",
            raw: '{"event_id": 58011, "event_type": "match", "event_timestamp": 1728331301, "event_data": {"match_id": "9ef7bc08-c76e-9988-9938-2ca78fafd12d", "home_user_id": "84e5f138-f5d3-f4b8-1923-3aa4f4136ceb", "away_user_id": "11e09f78-e647-af57-4b02-d4152ae167f4"}}',
            raw_bytes: 253,
          },
        ],
        next: "1_1_341",
      },
    },
  },
  answer: together(
    async ({ reason = "", run = 0, limit, after = START }, store) => {
      const [after_run, after_file, after_line] = after.split("_");
      const place = { after_run, after_file, after_line };
      const [lines, reasons] = await Promise.all([
        store.query<Row>({
          name: "rejected",
          sql: LINES_SQL,
          parameters: { reason, run, ...place, rows: limit + 1 },
        }),
        store.query<Static<typeof ReasonCount>>({
          name: "rejected-reasons",
          sql: REASONS_SQL,
          parameters: { run },
        }),
      ]);
      const { rows, next } = toPage(
        lines,
        limit,
        ({ run_id, file_number, line }) => `${run_id}_${file_number}_${line}`,
      );
      return { reasons, rejected: rows.map(toLine), next };
    },
  ),
});

function toLine(row: Row): Line {
  return {
    run_id: row.run_id,
    file: row.file_name,
    file_number: row.file_number,
    line: row.line,
    byte_offset: row.offset,
    reason: row.reason,
    detail: row.why,
    raw: row.text,
    raw_bytes: row.bytes,
  };
}
