import type Router from "@koa/router";
import type { ReadStore } from "../../clickhouse/store.ts";
import type { Gate } from "../access/gate.ts";
import type { Health } from "../health/health.ts";
import { createLedgerMetrics } from "./ledger-metrics.ts";
import type { Metrics } from "./metrics.ts";

/**
 * Lets the router answer /metrics. Where the database does not answer, it has
 * the metrics of the process alone.
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
    const ledger = ready ? await printLedger() : "";
    context.set("Cache-Control", "no-store");
    context.set("Content-Type", metrics.contentType);
    context.body = `${await metrics.print()}${READY}${ready ? 1 : 0}\n${ledger}`;
  });
}

/** As /healthz/ready has it. */
const READY = `# HELP touchline_ready Whether requests can be answered
# TYPE touchline_ready gauge
touchline_ready `;
