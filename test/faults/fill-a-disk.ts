import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stopEngine } from "../../clickhouse/place.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { readConfig } from "../../common/settings/config.ts";
import { messageOf } from "../../common/errors.ts";
import { isSound, verify } from "../../upkeep/verify/verify.ts";
import {
  compareDumps,
  dumpTables,
  type TableDump,
} from "../crash/laboratory/dump-tables.ts";
import { fillDisk } from "../crash/laboratory/fill-disk.ts";
import { writeHistory } from "../crash/laboratory/history.ts";
import { ingest } from "../crash/laboratory/laboratory.ts";
import { listEngines } from "../crash/child/list-engines.ts";
import { copyTables } from "../crash/laboratory/site.ts";
import { watchStore } from "../crash/child/watch-store.ts";
import { asCommand } from "../support/database/as-command.ts";
import { dropDatabase } from "../support/database/database-pool.ts";
import {
  READING,
  TABLE_LOST,
  type FullDiskResult,
} from "./full-disk-results.ts";

const [folder = "", disk = "", ...steps] = process.argv.slice(2);
const GO_ON = new AbortController().signal;

const HOME = join(disk, "database");
const FILLER = join(disk, "filler");

/** The database in which the first file was ingested. */
const BEGUN = "begun";

/** The one in which a case takes place. */
const TRIED = "tried";

const settingsOf = (database: string) => ({
  DATA_DIR: HOME,
  CLICKHOUSE_DATABASE: database,
});

/**
 * Lets commands meet a full disk. The arguments are a folder for the files,
 * one on a small disk for the database, and the steps of a run before which the
 * disk is filled. Prints a FullDiskResult a line.
 */
async function main(): Promise<void> {
  const [first, second] = writeHistory(folder, 1).files;
  const begun = await asCommand(settingsOf(BEGUN), async (store) => {
    await ingest(store, folder, first);
    return dumpTables(store);
  });
  const expected = await onCopy(() =>
    asCommand(settingsOf(TRIED), async (store) => {
      await ingest(store, folder, second);
      return dumpTables(store);
    }),
  );
  print(await onCopy(repair));
  for (const step of steps)
    print(await onCopy(() => run(second, step, expected)));
  print(await read(begun));
  print(await open());
  print(await loseTable(begun));
  await stopEngine(readConfig(settingsOf(BEGUN)));
}

/** Lends a copy of what was begun. */
async function onCopy<T>(work: () => Promise<T>): Promise<T> {
  await asCommand(settingsOf(TRIED), (store) => copyTables(store, BEGUN));
  try {
    return await work();
  } finally {
    rmSync(FILLER, { force: true });
    await asCommand(settingsOf(BEGUN), (store) => dropDatabase(store, TRIED));
  }
}

/** Fills the disk before a step of a run, and repeats it with room. */
async function run(
  file: string,
  step: string,
  expected: TableDump,
): Promise<FullDiskResult> {
  const error = await failureOf(() =>
    asCommand(settingsOf(TRIED), (store) =>
      ingest(filling(store, step), folder, file),
    ),
  );
  rmSync(FILLER, { force: true });
  let repeated: boolean | undefined;
  const errorAgain = await failureOf(async () => {
    const summary = await asCommand(settingsOf(TRIED), (store) =>
      ingest(store, folder, file),
    );
    repeated = summary.repeated;
  });
  const actual = await asCommand(settingsOf(TRIED), dumpTables);
  const differences = compareDumps(actual, expected);
  return { step, error, errorAgain, repeated: repeated === true, differences };
}

/** Fills the disk before a step, or before each. */
function filling(store: Store, step?: string): Store {
  return watchStore(store, (name, call) => {
    if (step === undefined || name === step) fillDisk(FILLER);
    return call();
  });
}

/** Repairs a database on a full disk, and again with room. */
async function repair(): Promise<FullDiskResult> {
  return asCommand(settingsOf(TRIED), async (store) => {
    const sql = "TRUNCATE TABLE summed_session_data";
    await store.command({ name: "plant", sql });
    const tryToRepair = (used: Store) =>
      failureOf(async () => {
        const report = await verify(
          used,
          { repair: true },
          () => undefined,
          GO_ON,
        );
        if (!isSound(report)) throw new Error("it is wrong still");
      });
    // The engine makes room now and then: it removes merged parts.
    const error = await tryToRepair(filling(store));
    rmSync(FILLER);
    const errorAgain = await tryToRepair(store);
    return { step: "a repair", error, errorAgain, differences: [] };
  });
}

/** Reads all tables on a full disk. */
async function read(begun: TableDump): Promise<FullDiskResult> {
  const actual = await asCommand(settingsOf(BEGUN), (store) => {
    fillDisk(FILLER);
    return dumpTables(store);
  });
  rmSync(FILLER);
  const differences = compareDumps(actual, begun);
  return { step: READING, error: "", errorAgain: "", differences };
}

/** Opens a database on a full disk. */
async function open(): Promise<FullDiskResult> {
  await stopEngine(readConfig(settingsOf(BEGUN)));
  fillDisk(FILLER);
  const tryToOpen = () =>
    failureOf(() => asCommand(settingsOf(BEGUN), () => Promise.resolve()));
  const error = await tryToOpen();
  rmSync(FILLER);
  const errorAgain = await tryToOpen();
  return { step: "opening", error, errorAgain, differences: [] };
}

/** Creates a table on a full disk, kills the engine, and starts another. */
async function loseTable(begun: TableDump): Promise<FullDiskResult> {
  const error = await failureOf(() =>
    asCommand(settingsOf(BEGUN), async (store) => {
      fillDisk(FILLER);
      await store.command({
        name: "create-table",
        sql: "CREATE TABLE lost (id UInt8) ENGINE = MergeTree ORDER BY id",
      });
      for (const pid of listEngines(HOME)) process.kill(pid, "SIGKILL");
    }),
  );
  while (listEngines(HOME).length > 0) await sleep(5);
  const tables = join(HOME, "clickhouse", "store");
  const found = readdirSync(tables, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith("/lost.sql"))
    .map((name) => `${statSync(join(tables, name)).size} bytes`);
  rmSync(FILLER);
  let actual: TableDump = new Map();
  const errorAgain = await failureOf(async () => {
    actual = await asCommand(settingsOf(BEGUN), dumpTables);
  });
  const differences = compareDumps(actual, begun);
  return {
    ...{ step: TABLE_LOST, errorAgain, differences },
    error: `${error}; its definition has ${found.join()}`,
  };
}

/** The message of a failure; "" for none. */
async function failureOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "";
  } catch (error) {
    return messageOf(error);
  }
}

function print(result: FullDiskResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main();
