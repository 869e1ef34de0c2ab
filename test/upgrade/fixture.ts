import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { runIngest } from "../../ingest/run.ts";
import { reportRun } from "../../runs/perform-run.ts";
import { requestFor, SILENT } from "../support/command/ingest-lines.ts";

/**
 * A fixture is what a user of a released version has on the disk: a data
 * directory in which the first two files were ingested, and the three files.
 */
export const FIXTURES = join(packageRoot, "test/upgrade/fixtures");

/** The files of a fixture, in the order in which they are ingested. */
export const INPUTS = ["a.jsonl", "b.jsonl", "c.jsonl"] as const;

/** The data directory in a fixture's folder. */
export const databaseOf = (folder: string): string => join(folder, "database");

/** The fixtures by the number of the schema that they have. */
export function listFixtures(): Map<number, string> {
  return new Map(
    readdirSync(FIXTURES).flatMap((file) => {
      const [, number] = /^schema-(\d+)\.tar\.gz$/.exec(file) ?? [];
      return number === undefined ? [] : [[Number(number), file] as const];
    }),
  );
}

export function unpackFixture(file: string, folder: string): void {
  execFileSync("tar", ["xzf", join(FIXTURES, file), "-C", folder]);
}

export function packFixture(number: number, folder: string): void {
  const file = join(FIXTURES, `schema-${number}.tar.gz`);
  const names = ["database", ...INPUTS];
  execFileSync("tar", ["czf", file, "-C", folder, ...names]);
}

/** Ingests files of a fixture, a run each, under names that do not change. */
export async function ingestInputs(
  store: Store,
  folder: string,
  inputs: readonly string[],
): Promise<void> {
  for (const file of inputs) {
    const request = requestFor(folder, [file], { directory: folder });
    const { signal } = new AbortController();
    await reportRun(store, await runIngest(store, request, SILENT, signal));
  }
}
