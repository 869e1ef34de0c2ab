import { Counter, Gauge, Registry } from "prom-client";
import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { parseDay } from "../../common/days.ts";
import { readSql } from "../../common/package-root.ts";
import { queryLastDay } from "../endpoint/find-range.ts";
import { createQuestion } from "../answers/question.ts";

const LEDGER = readSql("api/metrics/ledger.sql");

const SECONDS_A_DAY = 86_400;

interface Row {
  readonly runs: number;
  readonly run_seconds: number;
  readonly lines: number;
  readonly blank: number;
  readonly accepted: number;
  readonly admitted: number;
  readonly rejected_by_reason: Readonly<Record<string, number>>;
  readonly last_run_seconds: number;
  readonly last_run_end: number;
  readonly registrations: number;
  readonly session_pings: number;
  readonly match_events: number;
}

/**
 * Makes what writes the metrics of the data, in Prometheus's format. They are
 * read from the ledger and the tables, so they are right whichever process
 * has ingested, and since when; and once a run, as they do not change between.
 */
export function createLedgerMetrics(store: ReadStore): () => Promise<string> {
  const find = createQuestion(store, async () => {
    const [rows, day] = await Promise.all([
      store.query<Row>({ name: "ledger-metrics", sql: LEDGER }),
      queryLastDay(store),
    ]);
    return { row: rows[0] as Row, day };
  });
  return async () => {
    const { row, day } = await find("of the ledger");
    return writeMetrics(row, Number(parseDay(day)) * SECONDS_A_DAY);
  };
}

function writeMetrics(row: Row, dataThrough: number): Promise<string> {
  // Made anew: where the database does not answer there are no values,
  // rather than zeros, which would be taken for a new beginning.
  const registers = [new Registry()];
  const counter = (name: string, help: string, value: number) =>
    new Counter({ name, help, registers }).inc(value);
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name, help, registers }).set(value);

  counter("touchline_runs_total", "Runs that were published", row.runs);
  counter(
    "touchline_run_seconds_total",
    "Seconds that published runs took",
    row.run_seconds,
  );
  counter(
    "touchline_admitted_events_total",
    "Events of earlier runs that came to count",
    row.admitted,
  );

  const lines = new Counter({
    name: "touchline_ingest_lines_total",
    help: "Lines of published runs, by what became of them",
    labelNames: ["outcome"],
    registers,
  });
  lines.inc({ outcome: "accepted" }, row.accepted);
  lines.inc({ outcome: "blank" }, row.blank);
  lines.inc({ outcome: "rejected" }, row.lines - row.accepted - row.blank);

  const rejected = new Counter({
    name: "touchline_rejected_lines_total",
    help: "Rejected lines of published runs, by reason",
    labelNames: ["reason"],
    registers,
  });
  for (const [reason, count] of Object.entries(row.rejected_by_reason))
    rejected.inc({ reason }, count);

  const events = new Gauge({
    name: "touchline_events",
    help: "Raw events in the database, held ones too, by type",
    labelNames: ["type"],
    registers,
  });
  events.set({ type: "registration" }, row.registrations);
  events.set({ type: "session_ping" }, row.session_pings);
  events.set({ type: "match" }, row.match_events);

  if (row.runs > 0) {
    gauge(
      "touchline_last_run_seconds",
      "Seconds that the last published run took",
      row.last_run_seconds,
    );
    gauge(
      "touchline_last_run_timestamp_seconds",
      "Unix time at which the last published run ended",
      row.last_run_end,
    );
    gauge(
      "touchline_data_through_timestamp_seconds",
      "Unix time at which the last UTC day begins on which anything happened",
      dataThrough,
    );
  }
  return registers[0]?.metrics() ?? Promise.resolve("");
}
