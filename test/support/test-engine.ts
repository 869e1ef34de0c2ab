import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  findEngine,
  useEngine,
  type Engine,
} from "../../clickhouse/engine/use-engine.ts";
import { readConfig } from "../../common/settings/config.ts";
import {
  settingsOf,
  startEngineCluster,
  type EngineCluster,
} from "./database/engine-cluster.ts";

/** How many servers hold a database of the tests: npm run test:shards. */
export const shardCount = Number(process.env["TEST_SHARDS"] ?? 1);

/** Whether commands reach the engine as a server: npm run test:server. */
export const asServer =
  process.env["TEST_CLICKHOUSE"] === "server" || shardCount > 1;

/** Names the folder with the data directories of a test run's engines. */
const FOLDER = "TEST_ENGINES";

/** The engine that all tests of this process share. */
export interface TestEngine extends Engine {
  /** Its data directory. */
  readonly home: string;
  /** The servers in its place, where a database is on several. */
  readonly cluster?: EngineCluster;
}

let started: Promise<TestEngine> | undefined;

/** The engine of the tests, which the first one that needs it starts. */
export function testEngine(): Promise<TestEngine> {
  started ??= start();
  return started;
}

async function start(): Promise<TestEngine> {
  const folder = process.env[FOLDER] ?? tmpdir();
  const home = mkdtempSync(join(folder, "touchline-tests-"));
  if (shardCount > 1) return startShards(home);
  const engine = await useEngine(readConfig({ DATA_DIR: home }));
  return { ...engine, home };
}

/** Servers in place of the engine. */
async function startShards(home: string): Promise<TestEngine> {
  const cluster = await startEngineCluster(home, { shards: shardCount });
  const { admin, reader } = cluster;
  return {
    ...{ admin, reader, cluster, home },
    pid: process.pid,
    lost: new Promise(() => undefined),
    release: () => undefined,
    stop: () => cluster.kill(),
  };
}

/** Stops the engine, where one was started. */
export async function stopTestEngine(): Promise<void> {
  if (!started) return;
  const engine = await started;
  await engine.stop();
  rmSync(engine.home, { recursive: true, force: true });
}

/** Prepares a run of tests in several processes. */
export function beginTestRun(): void {
  process.env[FOLDER] = mkdtempSync(join(tmpdir(), "touchline-run-"));
}

/** Stops the engines of all processes of a run, which have ended. */
export async function endTestRun(): Promise<void> {
  await stopTestEngine();
  const folder = process.env[FOLDER];
  if (folder === undefined) return;
  for (const name of readdirSync(folder)) {
    const engine = await findEngine(
      readConfig({ DATA_DIR: join(folder, name) }),
    );
    await engine?.stop();
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The settings with which commands use a database of the test engine. */
export async function settingsFor(
  database: string,
): Promise<Record<string, string>> {
  const engine = await testEngine();
  return {
    DATA_DIR: engine.home,
    CLICKHOUSE_DATABASE: database,
    ...(asServer && settingsOf(engine)),
  };
}
