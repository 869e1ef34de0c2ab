import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Store } from "../../clickhouse/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { compareDumps, dumpTables } from "../crash/dump-tables.ts";
import { writeHistory } from "../crash/history.ts";
import { ingest } from "../crash/laboratory.ts";
import { watchStore } from "../crash/watch-store.ts";
import { emptyDatabase } from "../support/database-state.ts";
import { withFolder } from "../support/folders.ts";
import { lendDatabase } from "../support/with-database.ts";

describe("a spool folder that vanishes in the middle of a run", function () {
  this.timeout(120_000);
  const database = lendDatabase();

  for (const step of [
    "load-blocks stage_session_pings",
    "session-pings",
    "late-rejects",
    "admitted",
  ])
    for (const [what, ending] of [
      ["the folder", undefined],
      ["its pings", ".session_pings.native"],
    ] as const)
      it(`${what}, before ${step}: nothing is published, and the next run is fine`, () =>
        withFolder(async (folder) => {
          const { store } = database;
          const [first, second] = writeHistory(folder, 1).files;
          await emptyDatabase(store);
          await ingest(store, folder, first);
          const before = await dumpTables(store);

          const error = await failureOf(
            ingest(removing(store, step, ending), folder, second),
          );
          expect(error.message).to.equal(
            `files of this run were taken out of ${join(store.spoolFolder, "run")} while it was under way: leave that folder alone and run the command again`,
          );
          expect(compareDumps(await dumpTables(store), before)).to.deep.equal(
            [],
          );
          const { repeated, accepted } = await ingest(store, folder, second);
          expect(repeated).to.equal(false);
          expect(accepted).to.be.greaterThan(100);
        }));
});

/** A store that loses the run's files, those that end so, before a step. */
function removing(store: Store, step: string, ending?: string): Store {
  const folder = join(store.spoolFolder, "run");
  let removed = false;
  return watchStore(store, (name, call) => {
    if (name !== step || removed || !spooled(folder)) return call();
    removed = true;
    if (ending === undefined) rmSync(folder, { recursive: true });
    else
      for (const file of readdirSync(folder))
        if (file.endsWith(ending)) rmSync(join(folder, file));
    return call();
  });
}

/** Steps before and after a run have the same names as some in it. */
function spooled(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

async function failureOf(work: Promise<unknown>): Promise<TouchlineError> {
  try {
    await work;
  } catch (error) {
    expect(error).to.be.instanceOf(TouchlineError);
    return error as TouchlineError;
  }
  throw new Error("nothing failed");
}
