import type Router from "@koa/router";
import { Counter, Gauge, Registry } from "prom-client";
import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { parseDay, SECONDS_A_DAY } from "../../common/days.ts";
import { readSql } from "../../common/package-root.ts";
import { queryLastDay } from "../answers/find-range.ts";
import type { Gate } from "../access/gate.ts";
import { askTogether } from "../answers/ask-together.ts";
import type { Health } from "../health/health.ts";
import type { Metrics } from "./metrics.ts";

const LEDGER = readSql("api/metrics/ledger.sql");

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
 * Returns a function that returns the metrics of the data in Prometheus's
 * format. They come from the ledger and the tables, so they include the runs
 * of all processes.
 */
function createLedgerMetrics(store: ReadStore): () => Promise<string> {
  const find = askTogether(() =>
    store.snapshot(() =>
      Promise.all([
        store.query<Row>({ name: "ledger-metrics", sql: LEDGER }),
        queryLastDay(store),
      ]),
    ),
  );
  return async () => {
    const [[row], day] = await find("ledger");
    return writeMetrics(row as Row, Number(parseDay(day)) * SECONDS_A_DAY);
  };
}

function writeMetrics(row: Row, dataThrough: number): Promise<string> {
  // A new registry each time: without a database there are no values rather
  // than zeros, which Prometheus would take for a reset.
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

/**
 * Adds the route /metrics. If the database does not answer, it has the metrics
 * of the process alone.
 */
export function addMetrics(
  router: Router,
  gate: Gate,
  metrics: Metrics,
  store: ReadStore,
  health: Health,
): void {
  const printLedger = createLedgerMetrics(store);
  router.get("/metrics", async (context) => {
    gate.require(context, "operate");
    const ready = (await health.problem()) === undefined;
    // The ledger is readable in spite of a loss.
    const ledger = ready || health.hasLoss ? await printLedger() : "";
    context.set("Cache-Control", "no-store");
    context.set("Content-Type", metrics.contentType);
    context.body = `${await metrics.print()}${READY}${ready ? 1 : 0}\n${LOSS}${health.hasLoss ? 1 : 0}\n${ledger}`;
  });
}

/** As npx touchline doctor describes it. */
const LOSS = `# HELP touchline_database_loss Whether the database has lost rows
# TYPE touchline_database_loss gauge
touchline_database_loss `;

/** As /healthz/ready has it. */
const READY = `# HELP touchline_ready Whether requests can be answered
# TYPE touchline_ready gauge
touchline_ready `;
