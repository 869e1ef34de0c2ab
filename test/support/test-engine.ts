import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useEngine, type Engine } from "../../clickhouse/engine/use-engine.ts";
import { readConfig } from "../../common/config.ts";

/** Whether commands reach the engine as a server: npm run test:server. */
export const asServer = process.env["TEST_CLICKHOUSE"] === "server";

/** The engine that all tests of this process share. */
export interface TestEngine extends Engine {
  /** Its data directory. */
  readonly home: string;
}

let started: Promise<TestEngine> | undefined;

/** The engine of the tests, which the first one that needs it starts. */
export function testEngine(): Promise<TestEngine> {
  started ??= start();
  return started;
}

async function start(): Promise<TestEngine> {
  const home = mkdtempSync(join(tmpdir(), "touchline-tests-"));
  const engine = await useEngine(readConfig({ DATA_DIR: home }));
  return { ...engine, home };
}

/** Stops the engine, where one was started. */
export async function stopTestEngine(): Promise<void> {
  if (!started) return;
  const engine = await started;
  await engine.stop();
  rmSync(engine.home, { recursive: true, force: true });
}

/** The settings with which commands use a database of the test engine. */
export async function settingsFor(
  database: string,
): Promise<Record<string, string>> {
  const { home, admin, reader } = await testEngine();
  return {
    DATA_DIR: home,
    CLICKHOUSE_DATABASE: database,
    ...(asServer && {
      CLICKHOUSE_URL: admin.url,
      CLICKHOUSE_USER: admin.user,
      CLICKHOUSE_PASSWORD: admin.password,
      API_CLICKHOUSE_USER: reader.user,
      API_CLICKHOUSE_PASSWORD: reader.password,
    }),
  };
}
