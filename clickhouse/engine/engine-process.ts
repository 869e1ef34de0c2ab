import { randomBytes } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import { selfIdentity } from "../../common/process-identity.ts";
import { quoteLiteral } from "../connection/statement/quote-literal.ts";
import {
  ADMIN,
  renderConfiguration,
  renderUsers,
  type EngineSettings,
} from "./configuration.ts";
import {
  engineIn,
  identityOf,
  isSameDirectory,
  logIn,
  tablesIn,
  type Identity,
} from "./data-directory.ts";
import { PROTOCOL, removeNote, writeNote } from "./engine-note.ts";
import {
  REPORT_DESCRIPTOR,
  STANDARD_ERROR,
  type EngineOrder,
  type EngineReport,
} from "./engine-order.ts";
import { explainFailure } from "./explain-failure.ts";
import { loadLibrary, runClickHouse } from "./load-library.ts";
import {
  removeEmptyDefinitions,
  switchOffFileFunction,
} from "./prepare-tables.ts";
import { Presence } from "./presence.ts";

/** How old a folder is that a start which died may have left. */
const LEFT_OVER_MILLISECONDS = 120_000;

const LOOK_MILLISECONDS = 5;
const WATCH_MILLISECONDS = 250;

/** A port is written in one piece, soon after its file was made. */
const PORT_MILLISECONDS = 5000;

/** An orderly stop waits up to 5 s for statements that are under way. */
const STOP_MILLISECONDS = 10_000;

/** The statement that keeps the engine up; short, as it ends after one round. */
const KEEP_UP =
  "SELECT sleepEachRow(0.25) FROM system.numbers SETTINGS max_block_size = 1 FORMAT Null";

/** Runs one engine from its start to its end. */
async function main(order: EngineOrder): Promise<void> {
  process.umask(0o077);
  const { home, startFolder } = order;
  const directory = identityOf(home);
  if (!directory) return fail("failed", `${home} is gone`);
  // A signal ends the engine in order.
  let signalled = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (signalled = true));
  const secret = newSecret();
  const settings: EngineSettings = {
    httpPort: order.httpPort,
    adminPassword: newSecret(),
    readerPassword: readReaderPassword(home),
    logFile: logIn(home),
    usersFile: join(startFolder, "users.xml"),
  };
  try {
    const presence = await Presence.listen(secret, directory);
    removeEmptyDefinitions(home);
    switchOffFileFunction(home);
    loadLibrary();
    const ended = start(settings, order);
    const httpPort = await Promise.race([readPort(startFolder), ended]);
    if (typeof httpPort === "string") {
      const printed = readFileSync(join(startFolder, STANDARD_ERROR), "utf8");
      const { kind, reason } = explainFailure(`${httpPort}\n${printed}`, order);
      return fail(kind, reason);
    }
    removeLeftOvers(home, startFolder);
    writeNote(home, {
      protocol: PROTOCOL,
      ...selfIdentity(),
      directory,
      home,
      presencePort: presence.port,
      secret,
      httpPort,
      adminPassword: settings.adminPassword,
      readerPassword: settings.readerPassword,
    });
    presence.begin();
    report({ kind: "ready" });
    const unused = () => presence.idleMilliseconds > order.idleMilliseconds;
    await Promise.race([
      ended,
      untilItHolds(() => signalled || unused() || !serves(home, directory)),
    ]);
    // Commands from here on start another engine, which waits for the lock.
    removeNote(home, process.pid);
    presence.close();
    setTimeout(die, STOP_MILLISECONDS);
    await Promise.race([ended, stop(httpPort, settings.adminPassword)]);
    await ended;
  } finally {
    rmSync(startFolder, { recursive: true, force: true });
  }
}

/** Returns the error message of ClickHouse at its end. */
async function start(
  settings: EngineSettings,
  { home, startFolder }: EngineOrder,
): Promise<string> {
  const configFile = join(startFolder, "config.xml");
  writeFileSync(configFile, renderConfiguration(settings));
  writeFileSync(settings.usersFile, renderUsers(settings));
  return runClickHouse([
    "--log-level=error",
    `--config-file=${configFile}`,
    `--path=${tablesIn(home)}`,
    "--query",
    [
      // Not the native protocol: see native-protocol.ts.
      "SYSTEM START LISTEN HTTP",
      `SELECT getServerPort('http_port') INTO OUTFILE ${quoteLiteral(portIn(startFolder))} FORMAT TSV`,
      KEEP_UP,
    ].join("; "),
  ]);
}

const portIn = (startFolder: string): string => join(startFolder, "port");

/** Returns the port, or why it is not known. */
async function readPort(startFolder: string): Promise<number | string> {
  const path = portIn(startFolder);
  while (!existsSync(path)) await sleep(LOOK_MILLISECONDS);
  const end = performance.now() + PORT_MILLISECONDS;
  while (performance.now() < end) {
    const port = Number(readFileSync(path, "utf8"));
    if (port > 0) return port;
    await sleep(LOOK_MILLISECONDS);
  }
  // ClickHouse reports no error here when the disk is full.
  return `cannot write ${path}: no space left on device`;
}

async function untilItHolds(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(WATCH_MILLISECONDS);
}

/** Whether the path still leads to the directory: it may be moved or removed. */
const serves = (home: string, directory: Identity): boolean =>
  isSameDirectory(directory, identityOf(home));

/** Ends the statement that keeps the engine up, and so the engine, in order. */
async function stop(httpPort: number, password: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${httpPort}/`, {
    method: "POST",
    headers: {
      "X-ClickHouse-User": ADMIN,
      "X-ClickHouse-Key": password,
      Connection: "close",
    },
    body: "KILL QUERY WHERE query LIKE 'SELECT sleepEachRow(%' ASYNC",
  });
  await response.arrayBuffer();
}

/**
 * The password of `reader` is kept, for tools in which people have set up the
 * database.
 */
function readReaderPassword(home: string): string {
  const path = join(engineIn(home), "reader-password");
  const kept = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (kept !== "") return kept;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, newSecret());
  renameSync(draft, path);
  return readFileSync(path, "utf8");
}

const newSecret = (): string => randomBytes(24).toString("base64url");

/** Removes what starts before this one left: this one holds the lock. */
function removeLeftOvers(home: string, startFolder: string): void {
  for (const name of readdirSync(engineIn(home))) {
    const path = join(engineIn(home), name);
    if (!name.startsWith("start-") || path === startFolder) continue;
    // One that has just lost the race still reads its own, and removes it.
    const begun = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (begun !== undefined && Date.now() - begun > LEFT_OVER_MILLISECONDS)
      rmSync(path, { recursive: true, force: true });
  }
}

function report(what: EngineReport): void {
  try {
    writeSync(REPORT_DESCRIPTOR, `${JSON.stringify(what)}\n`);
  } catch {
    // The process that started this one has ended; others may use it.
  }
}

function fail(kind: "held" | "failed", reason: string): void {
  report({ kind, reason });
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

const order = JSON.parse(process.argv[2] ?? "") as EngineOrder;
await main(order).catch((error: unknown) => {
  fail("failed", messageOf(error));
});
// process.exit would wait for ClickHouse where it still runs.
die();
