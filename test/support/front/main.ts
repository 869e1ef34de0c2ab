import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "./engine.ts";
import { FaultPlan, type Fault, type FaultKind } from "./faults.ts";
import type { FrontUser } from "./request.ts";
import { createFront } from "./server.ts";

/**
 * ClickHouse's HTTP interface over chDB, in a process of its own: a server to
 * test against where there is none. It stands in for the transport, and for
 * the SQL of one node. What it cannot show:
 * - Replicas, Keeper, ON CLUSTER; shards, other than itself twice.
 * - Rights: a user is read-only or not; users and grants as SQL are refused.
 * - system.processes and KILL QUERY know queries by what the front notes; of
 *   KILL only the one form is known that Touchline sends.
 * - Data of an INSERT goes through a file and INSERT … SELECT, so a body that
 *   is cut is never half inserted, as parts of it may be on a real server.
 * - Settings are set on a connection before a statement and taken back after
 *   it; a placeholder without a value may find that of an earlier statement.
 * - Limits on users, quotas, the query log; times and memory are chDB's.
 */

/** What the process that starts a front tells it. */
export type FrontOrder =
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "heal" }
  | { readonly kind: "count" }
  | { readonly kind: "close-idle" }
  | { readonly kind: "down" }
  | { readonly kind: "up" };

/** What a front tells the process that has started it. */
export type FrontReport =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "done"; readonly statements: number }
  | {
      readonly kind: "injected";
      readonly fault: FaultKind;
      readonly step: string;
    };

export interface FrontArguments {
  readonly dataDir: string;
  readonly users: Readonly<Record<string, FrontUser>>;
  /** A key and its certificate, in PEM: then it serves https. */
  readonly tls?: TlsFiles;
  /** The path of a configuration, such as of clusters. */
  readonly configFile?: string;
}

export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** How long a server is away that refuses connections. */
const AWAY_MILLISECONDS = 1000;

const { dataDir, users, tls, configFile } = JSON.parse(
  process.argv[2] ?? "",
) as FrontArguments;
mkdirSync(join(dataDir, "clickhouse"), { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "touchline-front-"));
const engine = new Engine(join(dataDir, "clickhouse"), folder, configFile);
const plan = new FaultPlan();
const server = createFront(engine, {
  users,
  plan,
  ...(tls && { tls }),
  injected: (fault, step) => {
    report({ kind: "injected", fault, step });
    if (fault !== "refuse") return;
    down();
    setTimeout(() => void up(), AWAY_MILLISECONDS);
  },
});
let port = 0;
await up();
report({ kind: "listening", port });
process.on("message", (order: FrontOrder) => {
  const { statements } = plan;
  void obey(order).then(() => report({ kind: "done", statements }));
});
// The process that has started it is gone, or has had enough.
process.once("disconnect", () => {
  down();
  engine.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});

async function obey(order: FrontOrder): Promise<void> {
  switch (order.kind) {
    case "fault":
      plan.add(order.fault);
      return;
    case "heal":
      plan.clear();
      return up();
    case "count":
      return;
    case "close-idle":
      server.closeIdleConnections();
      return;
    case "down":
      return down();
    case "up":
      return up();
  }
}

function down(): void {
  server.close();
  server.closeAllConnections();
}

async function up(): Promise<void> {
  if (server.listening) return;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
}

function report(said: FrontReport): void {
  if (process.connected) process.send?.(said);
}
