import { quoteLiteral } from "../../../clickhouse/connection/statement/quote-literal.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { runOracle, type OracleState } from "./oracle.ts";

/** A file of one run, and its lines. */
export interface IngestedFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/** The tables with the oracle's rows, as the columns of CREATE TABLE. */
const COLUMNS = {
  registration_data:
    "user_id UUID, country String, registration_date_local_timezone DateTime64(0, 'UTC'), device String",
  sessions:
    "user_id UUID, date Date, session_start DateTime('UTC'), session_end DateTime('UTC')",
  matches:
    "match_id UUID, home_user_id UUID, away_user_id UUID, match_start DateTime('UTC'), match_end DateTime('UTC'), home_goals_scored UInt8, away_goals_scored UInt8, date Date",
  session_data:
    "user_id UUID, date Date, session_count Int64, time_spent_in_game Int64",
  match_data:
    "user_id UUID, date Date, total_duration Int64, total_points_home Int64, total_points_away Int64",
  session_pings:
    "event_id UInt64, event_timestamp DateTime('UTC'), user_id UUID",
  held_events: "event_id UInt64, reason String, event_type String",
  rejected_events:
    "source_run_id UInt32, file String, line UInt64, reason String, detail String, raw String",
} as const;

/** The details of lines that the rules on one event alone reject. */
const EARLY_DETAILS: Readonly<Record<string, string>> = {
  "{": 'the line ends after character 1: expected a key in double quotes or "}"; if a value goes on over several lines, name the file .json',
  '{"event_id": 30, "event_type": "registration", "event_timestamp": 1728302400, "event_data": {"country": "XX", "user_id": "00000009-0000-4000-8000-000000000009", "device_os": "Android"}}':
    'country is "XX": not in the time zones file',
};

type Rows = Readonly<Record<keyof typeof COLUMNS, readonly object[]>>;

/**
 * Makes a table with the name of each view and the oracle's rows, so that
 * a statement returns there what it must return in the database. The columns
 * are those that the rules decide.
 * @param files in the order of their runs, one a run.
 */
export async function makeOracleTables(
  store: Store,
  files: readonly IngestedFile[],
  countries: ReadonlyMap<string, string>,
): Promise<void> {
  const lines = files.flatMap((file) => file.lines);
  const state = runOracle(
    lines.map((line) => Buffer.from(line)),
    { countries, now: Date.now() / 1000 },
  );
  for (const [table, rows] of Object.entries(toRows(state, files))) {
    const columns = COLUMNS[table as keyof Rows];
    const json = rows.map((row) => JSON.stringify(row)).join("\n");
    const fill = (sql: string) => store.command({ name: "fill", sql });
    await fill(`CREATE TABLE ${table} (${columns}) ENGINE = Memory`);
    if (rows.length === 0) continue;
    await fill(
      `INSERT INTO ${table} SELECT * FROM format(JSONEachRow, ${quoteLiteral(columns)}, ${quoteLiteral(json)})`,
    );
  }
}

function toRows(state: OracleState, files: readonly IngestedFile[]): Rows {
  const lines = files.flatMap(({ path, lines }, file) =>
    lines.map((raw, index) => ({
      source_run_id: file + 1,
      ...{ file: path, line: index + 1, raw },
    })),
  );
  const judged = lines.map((line, index) => ({
    ...line,
    reason: state.verdicts[index] ?? "blank",
    detail: state.detailOf.get(index) ?? EARLY_DETAILS[line.raw] ?? "",
  }));
  const held = new Map(state.held.map((row) => [row.event_id, row.reason]));
  const events = judged.flatMap(({ raw, reason }) => {
    if (reason === "malformed_json") return [];
    const { event_data, ...event } = JSON.parse(raw) as {
      event_id: number;
      event_type: string;
      event_timestamp: number;
      event_data: { user_id?: string };
    };
    const isRaw = reason === "accepted" || reason === held.get(event.event_id);
    return isRaw ? [{ ...event, ...event_data }] : [];
  });
  return {
    registration_data: state.registrationData,
    sessions: state.sessions,
    matches: state.matches,
    session_data: state.sessionData,
    match_data: state.matchData,
    session_pings: events
      .filter(({ event_type }) => event_type === "session_ping")
      .map(({ event_id, event_timestamp, user_id }) => ({
        ...{ event_id, event_timestamp, user_id },
      })),
    held_events: events.flatMap(({ event_id, event_type }) => {
      const reason = held.get(event_id);
      return reason === undefined ? [] : [{ event_id, reason, event_type }];
    }),
    rejected_events: judged.filter(
      ({ reason }) => reason !== "accepted" && reason !== "blank",
    ),
  };
}
