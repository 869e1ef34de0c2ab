import type Router from "@koa/router";
import type { ReadStore } from "../../clickhouse/connection/store.ts";
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
    // A loss does not keep the ledger from being read.
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
