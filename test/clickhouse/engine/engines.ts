import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineConfig } from "../../../clickhouse/engine/use-engine.ts";
import type { Endpoint } from "../../../clickhouse/connection/endpoint.ts";
import { readConfig } from "../../../common/settings/config.ts";

/** The settings of a data directory, without those of this process. */
export const configFor = (
  dataDir: string,
  settings: NodeJS.ProcessEnv = {},
): EngineConfig => readConfig({ DATA_DIR: dataDir, ...settings });

/** The processes that are, or are about to be, an engine on a directory. */
export function enginesOn(dataDir: string): number[] {
  const home = JSON.stringify(realpathSync(dataDir));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const line = readProcess(pid, "cmdline");
      return line.includes("engine-process.js") && line.includes(home);
    });
}

/** A file of a process under /proc; "" where the process has ended. */
export function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

/** Whether a process is running; a zombie is not. */
export const isRunning = (pid: number): boolean =>
  /^State:\t[^ZX]/m.test(readProcess(pid, "status"));

/** Waits until a process has ended; returns the milliseconds it took. */
export async function untilEnded(pid: number): Promise<number> {
  const since = performance.now();
  while (isRunning(pid)) await sleep(10);
  return performance.now() - since;
}

/** ClickHouse's answer to a statement of a user of an engine. */
export interface SqlAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends it over HTTP, on a connection that is closed afterwards. */
export async function ask(
  { url, user, password }: Pick<Endpoint, "url" | "user" | "password">,
  sql: string,
  settings = "",
): Promise<SqlAnswer> {
  const response = await fetch(`${url}/?${settings}`, {
    method: "POST",
    headers: {
      "X-ClickHouse-User": user,
      "X-ClickHouse-Key": password,
      Connection: "close",
    },
    body: sql,
  });
  return { status: response.status, text: await response.text() };
}

/**
 * Sends a statement that must succeed; returns its answer without the line
 * feed.
 */
export async function answer(endpoint: Endpoint, sql: string): Promise<string> {
  const { status, text } = await ask(endpoint, sql);
  if (status !== 200) throw new Error(text);
  return text.trimEnd();
}
