import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backUp } from "../upkeep/backup/back-up.ts";
import { backedUpTables } from "../upkeep/backup/manifest.ts";
import { newestSchema } from "../runs/migrate.ts";
import { LEDGER } from "../clickhouse/schema/tables.ts";
import { restore } from "../upkeep/backup/restore.ts";
import type { Store } from "../clickhouse/connection/store.ts";
import { perform } from "../cli/framework/command.ts";
import {
  complainOf,
  parseArguments,
} from "../cli/framework/parse-arguments.ts";
import { runCommand } from "../cli/framework/run-command.ts";
import { parseIngestOptions } from "../cli/ingest/options.ts";
import { runIngest } from "../ingest/run.ts";
import { reportRun } from "../runs/perform-run.ts";
import { print } from "./harness/print.ts";
import { withStore } from "./harness/with-store.ts";

/** Ignores the events of a run. */
const UNWATCHED = () => undefined;

const CALL = "node dist/bench/backup.js";

const USAGE = `Usage: ${CALL} FILE

How long do backup and restore take, how large is a backup, and in how many
tables does what was restored differ? Ingests FILE into a database of its own
first.`;

const { signal } = new AbortController();

async function run(args: readonly string[]): Promise<void> {
  const { positionals } = parseArguments(
    { call: CALL, options: {}, positionals: true },
    args,
  );
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw complainOf(CALL)("name one file");
  const folder = mkdtempSync(join(tmpdir(), "touchline-backup-"));
  try {
    await measure(folder, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommand(() => perform({ usage: USAGE, run }, process.argv.slice(2)));

async function measure(folder: string, file: string): Promise<void> {
  const backup = join(folder, "backup");
  const original = join(folder, "original");
  const before = await withStore(original, async (store) => {
    const request = { ...parseIngestOptions([file], {}), now: Date.now() };
    const summary = await runIngest(store, request, UNWATCHED, signal);
    await reportRun(store, summary);
    const { accepted, lines } = summary;
    print(`ingested   ${lines} lines, ${accepted} accepted`);
    await timed("backup", () => backUp(store, backup, UNWATCHED, signal));
    return digest(store);
  });
  print(`database   ${sizeOf(original)}`);
  print(`backup     ${sizeOf(backup)}`);
  const after = await withStore(join(folder, "restored"), async (store) => {
    await timed("restore", () => restore(store, backup, UNWATCHED, signal));
    return digest(store);
  });
  const different = TABLES.filter((_, index) => before[index] !== after[index]);
  print(`tables     ${TABLES.length}, of which differ ${different.length}`);
  if (different.length > 0) process.exitCode = 1;
}

async function timed(name: string, work: () => Promise<unknown>) {
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  print(`${name.padEnd(10)} ${seconds.toFixed(2)} s`);
}

const TABLES = backedUpTables(newestSchema());

/** The number of rows of each table as merged, and a sum over all of them. */
async function digest(store: Store): Promise<string[]> {
  const digests: string[] = [];
  for (const table of TABLES) {
    const [row] = await store.rows<{ rows: string; sum: string }>({
      name: "digest",
      sql: `SELECT toString(count()) AS rows, toString(sum(cityHash64(*))) AS sum
        FROM (SELECT * ${table === LEDGER ? "EXCEPT (changed_at)" : ""} FROM ${table}) SETTINGS final = 1`,
    });
    digests.push(`${row?.rows} ${row?.sum}`);
  }
  return digests;
}

/** What the files in a folder hold, for a person. */
function sizeOf(folder: string): string {
  const said = execFileSync("du", ["-sh", "--apparent-size", folder]);
  return said.toString().split("\t")[0] ?? "";
}
