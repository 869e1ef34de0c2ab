import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { TouchlineError } from "../../common/errors.ts";
import type { Config } from "../../common/settings/config.ts";
import { isAlive } from "../../common/process-identity.ts";
import type { Endpoint } from "../connection/endpoint.ts";
import { ADMIN, READER } from "./configuration.ts";
import {
  engineIn,
  identityOf,
  isSameDirectory,
  logIn,
  makeDataDirectory,
  spoolIn,
} from "./data-directory.ts";
import { PROTOCOL, readNote } from "./engine-note.ts";
import {
  REPORT_DESCRIPTOR,
  STANDARD_ERROR,
  type EngineOrder,
  type EngineReport,
} from "./engine-order.ts";
import {
  describePreviousOwner,
  removePreviousOwner,
} from "./previous-version.ts";
import { attach } from "./presence.ts";

/** An engine that runs as long as this process uses it. */
export interface Engine {
  /** As the user who may do anything. */
  readonly admin: Endpoint;
  /** As the user who may read the database. */
  readonly reader: Endpoint;
  readonly pid: number;
  /** Settles when the engine has died, or was stopped. */
  readonly lost: Promise<void>;
  /** The engine may stop, once nobody else uses it. */
  release(): void;
  /** Has it stop now, unless others use it; settles when that is done. */
  stop(): Promise<void>;
}

/** The settings of an engine. */
export type EngineConfig = Pick<
  Config,
  "DATA_DIR" | "CLICKHOUSE_DATABASE" | "ENGINE_HTTP_PORT"
>;

/** Commands that follow one another find the engine still there. */
const IDLE_MILLISECONDS = 3000;

/** An engine that is stopping, or starting, has the lock for so long. */
const HELD_MILLISECONDS = 15_000;

/** An engine that was asked to stop takes no longer. */
const STOP_MILLISECONDS = 12_000;

const LOOK_AGAIN_MILLISECONDS = 50;

const PROCESS = join(import.meta.dirname, "engine-process.js");

/**
 * Finds the engine that serves the data directory, or starts it. The engine
 * is a process of its own, and stops a few seconds after the last process
 * that uses it has ended.
 * Throws database_unavailable when it does not start, with ClickHouse's own
 * reason, and database_held when another process has the directory open.
 * @param heldMilliseconds how long it may have it open.
 */
export async function useEngine(
  config: EngineConfig,
  heldMilliseconds = HELD_MILLISECONDS,
): Promise<Engine> {
  const home = resolve(config.DATA_DIR);
  makeDataDirectory(home);
  const end = performance.now() + heldMilliseconds;
  for (;;) {
    const running = await findEngine(config);
    if (running) return running;
    const report = await startEngine(home, config);
    switch (report.kind) {
      case "ready":
        removePreviousOwner(home);
        continue;
      case "failed":
        throw new TouchlineError("database_unavailable", report.reason);
      case "held":
        if (performance.now() > end) throw heldError(home, report.reason);
        // One that was started at the same moment is about to write its note.
        await sleep(LOOK_AGAIN_MILLISECONDS);
    }
  }
}

/** The engine that serves the data directory now; undefined if none does. */
export async function findEngine(
  config: EngineConfig,
): Promise<Engine | undefined> {
  const home = resolve(config.DATA_DIR);
  const directory = identityOf(home);
  const note = readNote(home);
  if (!note || !directory) return undefined;
  if (note.protocol !== PROTOCOL) return undefined;
  // An engine whose directory was moved is about to stop.
  if (!isSameDirectory(directory, identityOf(note.home))) return undefined;
  const attachment = await attach(note, directory);
  if (!attachment) return undefined;
  let isLost = false;
  void attachment.lost.then(() => (isLost = true));
  const place = {
    url: `http://127.0.0.1:${note.httpPort}`,
    database: config.CLICKHOUSE_DATABASE,
    engine: { log: logIn(home), isLost: () => isLost },
  };
  return {
    admin: { ...place, user: ADMIN, password: note.adminPassword },
    reader: { ...place, user: READER, password: note.readerPassword },
    pid: note.pid,
    lost: attachment.lost,
    release: () => attachment.release(),
    async stop() {
      const engine = { pid: note.pid, started: note.started };
      if (!(await attachment.dismiss())) return;
      const end = performance.now() + STOP_MILLISECONDS;
      while (isAlive(engine) && performance.now() < end)
        await sleep(LOOK_AGAIN_MILLISECONDS);
    },
  };
}

/** Starts an engine and returns its report. */
async function startEngine(
  home: string,
  config: EngineConfig,
): Promise<EngineReport> {
  const startFolder = mkdtempSync(join(engineIn(home), "start-"));
  const order: EngineOrder = {
    home,
    startFolder,
    httpPort: config.ENGINE_HTTP_PORT,
    idleMilliseconds: IDLE_MILLISECONDS,
  };
  const standardError = openSync(join(startFolder, STANDARD_ERROR), "a", 0o600);
  const child = spawn(process.execPath, [PROCESS, JSON.stringify(order)], {
    // The folder with relative names of files for ClickHouse to read.
    cwd: spoolIn(home),
    // In a session of its own: Ctrl-C is for the command, not for the engine.
    detached: true,
    env: environmentOf(process.env),
    stdio: ["ignore", standardError, standardError, "pipe"],
  });
  closeSync(standardError);
  child.unref();
  const report = await readReport(child);
  if (report.kind !== "ready")
    rmSync(startFolder, { recursive: true, force: true });
  return report;
}

async function readReport(child: ChildProcess): Promise<EngineReport> {
  const failed = new Promise<EngineReport>((resolve) => {
    child.once("error", (error) => {
      resolve({
        kind: "failed",
        reason: `ClickHouse does not start: ${error.message}`,
      });
    });
  });
  const pipe = child.stdio[REPORT_DESCRIPTOR] as Readable;
  const reported = firstLine(pipe).then((line): EngineReport => {
    if (line !== "") return JSON.parse(line) as EngineReport;
    return {
      kind: "failed",
      reason:
        "ClickHouse ended during startup without an error message: npx touchline doctor finds the reason",
    };
  });
  return Promise.race([failed, reported]);
}

/** Reads to the end of the first line and no further. */
async function firstLine(pipe: Readable): Promise<string> {
  let text = "";
  for await (const chunk of pipe) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0] ?? "";
}

/** What an engine takes from the environment of the command that starts it. */
const INHERITED = [
  "LD_LIBRARY_PATH",
  "SSL_CERT_DIR",
  "SSL_CERT_FILE",
  "TMPDIR",
];

function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = INHERITED.filter((name) => env[name] !== undefined);
  return {
    // ClickHouse does not start in a time zone that it does not know.
    TZ: "UTC",
    LANG: "C.UTF-8",
    ...Object.fromEntries(inherited.map((name) => [name, env[name]])),
  };
}

function heldError(home: string, reason: string): TouchlineError {
  const owner = describePreviousOwner(home);
  const note = readNote(home);
  const holder = owner
    ? `the data directory ${home} is open in ${owner}, an older version of Touchline`
    : note && note.protocol !== PROTOCOL
      ? `the data directory ${home} is open in process ${note.pid}, the engine of another version of Touchline`
      : `${reason}, which cannot be reached from here, as in another container`;
  return new TouchlineError(
    "database_held",
    `${holder}: stop that process, or set DATA_DIR to another folder`,
  );
}
