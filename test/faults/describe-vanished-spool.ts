import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Store } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import {
  compareDumps,
  dumpTables,
  type TableDump,
} from "../crash/laboratory/dump-tables.ts";
import { writeHistory, type History } from "../crash/laboratory/history.ts";
import { ingest } from "../crash/laboratory/laboratory.ts";
import {
  cloneDatabase,
  withSite,
  withTestStore,
} from "../crash/laboratory/site.ts";
import { watchStore } from "../crash/child/watch-store.ts";
import { asCommand } from "../support/database/as-command.ts";
import {
  giveBackDatabase,
  takeDatabase,
} from "../support/database/database-pool.ts";

/** What vanishes, the endings of its file names, and before which step. */
export type Loss = readonly [
  what: string,
  ending: string | undefined,
  step: string,
];

/** Describes the results of runs whose temporary files vanish. */
export function describeVanishedSpool(losses: readonly Loss[]): void {
  describe("a spool folder that vanishes during a run", function () {
    this.timeout(120_000);
    let folder = "";
    let files: History["files"];
    let begun: string;
    let undisturbed: TableDump;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "touchline-spool-"));
      ({ files } = writeHistory(folder, 1));
      begun = await takeDatabase();
      undisturbed = await withTestStore(begun, async (store) => {
        await ingest(store, folder, files[0]);
        return dumpTables(store);
      });
    });
    after(async () => {
      rmSync(folder, { recursive: true, force: true });
      await giveBackDatabase(begun);
    });

    for (const [what, ending, step] of losses)
      it(`${what}, before ${step}: nothing is published, and the next run succeeds`, async () =>
        withSite(await cloneDatabase(begun), (settings) =>
          asCommand(settings, async (store) => {
            const error = await failureOf(
              ingest(removing(store, step, ending), folder, files[1]),
            );
            expect(error.message).to.equal(
              `files of this run were taken out of ${join(store.spoolFolder, "run")} while it was under way: leave that folder alone and run the command again`,
            );
            const differences = compareDumps(
              await dumpTables(store),
              undisturbed,
            );
            expect(differences).to.deep.equal([]);
            const summary = await ingest(store, folder, files[1]);
            expect(summary.repeated).to.equal(false);
            expect(summary.accepted).to.be.greaterThan(100);
          }),
        ));
  });
}

/** A store that removes the run's files with these endings before a step. */
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
