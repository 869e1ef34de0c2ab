import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stopEngine } from "../../clickhouse/place.ts";
import { packageRoot } from "../../common/package-root.ts";
import { measureProcess } from "../harness/measure-process.ts";
import { touchline } from "../harness/touchline-command.ts";
import { embeddedIn } from "../harness/with-store.ts";

const MIGRATIONS = join(packageRoot, "clickhouse/schema/migrations");

/**
 * Gives the database that a file makes: the one that an earlier bench left in
 * the system's folder for temporary files, if its schema is this one, else a
 * new one.
 */
export async function prepareDatabase(
  file: string,
  log: (line: string) => void,
): Promise<string> {
  const name = `${basename(file, ".jsonl")}-${schemaHash()}`;
  const folder = join(tmpdir(), name);
  if (existsSync(folder)) return folder;
  log(`ingesting ${file} into ${folder}`);
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await measureProcess(touchline("ingest", unfinished, file));
  await stopEngine(embeddedIn(unfinished));
  renameSync(unfinished, folder);
  return folder;
}

/** Writes the result of a SELECT to a file. */
export function exportRows(
  dataDir: string,
  sql: string,
  format: string,
  path: string,
): void {
  const { file, args, env } = touchline(
    "sql",
    dataDir,
    "--format",
    format,
    sql,
  );
  const output = openSync(path, "w");
  const { status } = spawnSync(file, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", output, "inherit"],
  });
  closeSync(output);
  if (status !== 0) throw new Error(`cannot export to ${path}`);
}

function schemaHash(): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(MIGRATIONS).sort())
    hash.update(readFileSync(join(MIGRATIONS, file)));
  return hash.digest("hex").slice(0, 8);
}
