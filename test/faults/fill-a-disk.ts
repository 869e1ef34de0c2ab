import { rmSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../clickhouse/open-store.ts";
import { recover } from "../../clickhouse/publish.ts";
import { readConfig } from "../../common/config.ts";
import { messageOf } from "../../common/errors.ts";
import { UNOBSERVED } from "../../ingest/run-observer.ts";
import { isSound, verify } from "../../ingest/verify/verify.ts";
import {
  compareDumps,
  dumpTables,
  type TableDump,
} from "../crash/dump-tables.ts";
import { fillDisk } from "../crash/fill-disk.ts";
import { writeHistory } from "../crash/history.ts";
import {
  childOrder,
  copyDatabase,
  ingest,
  removeDatabase,
  type Told,
} from "../crash/laboratory.ts";
import { runChild } from "../crash/run-child.ts";
import {
  STEPS_BEFORE_PUBLISHING,
  STEPS_OF_PUBLISHING,
  type FullDiskResult,
} from "./full-disk-results.ts";
import { withDatabaseIn } from "../support/with-database.ts";

const [folder = "", disk = ""] = process.argv.slice(2);
const GO_ON = new AbortController().signal;

/**
 * Lets runs meet a full disk. The arguments are a folder for the files, and
 * one on a small disk for the database. Prints a FullDiskResult a line.
 */
async function main(): Promise<void> {
  const [first, second] = writeHistory(folder, 1).files;
  const begun = join(folder, "begun");
  await withDatabaseIn(begun, async (store) => {
    await recover(store);
    await ingest(store, folder, first);
  });
  const whole = copyDatabase(begun, join(folder, "whole"));
  const expected = await withDatabaseIn(whole, async (store) => {
    await recover(store);
    await ingest(store, folder, second);
    return dumpTables(store);
  });
  say(await open(begun));
  say(await repair(begun));
  for (const step of [...STEPS_BEFORE_PUBLISHING, ...STEPS_OF_PUBLISHING])
    say(await run(begun, second, step, expected));
}

/** Opens a database on a disk that is full. */
async function open(begun: string): Promise<FullDiskResult> {
  const dataDir = copyDatabase(begun, join(disk, "database"));
  const filler = join(disk, "filler");
  fillDisk(filler);
  const tryToOpen = async () => {
    try {
      const config = readConfig({ DATA_DIR: dataDir });
      await (await openStore(config)).close();
      return "";
    } catch (error) {
      return messageOf(error);
    }
  };
  const errors = await tryToOpen();
  rmSync(filler);
  const again = await tryToOpen();
  removeDatabase(dataDir);
  return {
    step: "opening",
    exitCode: errors ? 1 : 0,
    errors: `touchline: ${errors}\n`,
    exitCodeAgain: again ? 1 : 0,
    repeated: undefined,
    differences: [],
  };
}

/** Repairs a database on a disk that is full, and again with room. */
async function repair(begun: string): Promise<FullDiskResult> {
  const dataDir = copyDatabase(begun, join(disk, "database"));
  const filler = join(disk, "filler");
  const result = await withDatabaseIn(dataDir, async (store) => {
    const sql = "TRUNCATE TABLE session_data";
    await store.command({ name: "plant", sql });
    const tryToRepair = async () => {
      try {
        const report = await verify(store, { repair: true }, UNOBSERVED, GO_ON);
        return isSound(report) ? "" : "it is wrong still";
      } catch (error) {
        return messageOf(error);
      }
    };
    fillDisk(filler);
    const errors = await tryToRepair();
    rmSync(filler);
    return { errors, again: await tryToRepair() };
  });
  removeDatabase(dataDir);
  return {
    step: "a repair",
    exitCode: result.errors ? 1 : 0,
    errors: `touchline: ${result.errors}\n`,
    exitCodeAgain: result.again ? 1 : 0,
    repeated: undefined,
    differences: [],
  };
}

/** Fills the disk before a step of a run, and repeats it with room. */
async function run(
  begun: string,
  file: string,
  step: string,
  expected: TableDump,
): Promise<FullDiskResult> {
  const dataDir = copyDatabase(begun, join(disk, "database"));
  const filler = join(disk, "filler");
  const order = childOrder(folder, dataDir, file);
  const end = await runChild({ ...order, fill: { step, file: filler } });
  rmSync(filler, { force: true });
  const again = await runChild(order);
  const said = again.messages.find(({ kind }) => kind === "told");
  const actual = await withDatabaseIn(dataDir, dumpTables);
  removeDatabase(dataDir);
  return {
    step,
    exitCode: end.exitCode,
    errors: end.errors,
    exitCodeAgain: again.exitCode,
    repeated:
      said?.kind === "told"
        ? (JSON.parse(said.text) as Told).repeated
        : undefined,
    differences: compareDumps(actual, expected),
  };
}

function say(result: FullDiskResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main();
