import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { MANIFEST } from "../../../upkeep/backup/manifest.ts";
import { recover } from "../../../runs/publish/publish.ts";
import { LEDGER } from "../../../clickhouse/schema/tables.ts";
import { messageOf } from "../../../common/errors.ts";
import {
  compareDumps,
  dumpTables,
  type TableDump,
} from "../../crash/laboratory/dump-tables.ts";
import { ingest } from "../../crash/laboratory/laboratory.ts";
import { withTestStore } from "../../crash/laboratory/site.ts";
import { asCommand } from "../../support/database/as-command.ts";
import { startScript } from "../../support/command/command.ts";
import {
  dropDatabase,
  newDatabaseName,
} from "../../support/database/database-pool.ts";
import { inLanes } from "../../support/in-lanes.ts";
import { settingsFor } from "../../support/test-engine.ts";
import { put, take } from "./begun.ts";
import type { Order } from "./child.ts";
import { lendBackup } from "./lend-backup.ts";

/** Runs a child to its end; returns the steps it reached. */
async function runChild(database: string, order: Order): Promise<string[]> {
  const { process: child, outcome } = startScript(
    "test/upkeep/backup/child.js",
    [JSON.stringify(order)],
    { env: await settingsFor(database) },
  );
  const { status, stdout, stderr } = await outcome;
  expect(stderr).to.equal("");
  expect([status, child.signalCode]).to.deep.equal(
    order.killAfter === 0 ? [0, null] : [undefined, "SIGKILL"],
  );
  return stdout.trimEnd().split("\n");
}

/** The number at a time: most of a case is waiting for a process. */
const LANES = 3;

/** Chooses steps after which a process is killed, from 1, given all of them. */
export type ChooseSteps = (steps: readonly string[]) => readonly number[];

/** Describes what killed backups and restores leave. */
export function describeKilled(
  timeout: number,
  { backup: ofBackup, restore: ofRestore }: Record<Order["work"], ChooseSteps>,
): void {
  describe("a process that is killed", function () {
    this.timeout(timeout);
    const lent = lendBackup();

    it("during a restore leaves nothing or a restore that is completed, and can be repeated", async () => {
      const { backup, then, history, later } = lent.begun;
      const order = { work: "restore", folder: backup } as const;
      const steps = await withName((name) =>
        runChild(name, { ...order, killAfter: 0 }),
      );
      const outcomes = new Set<boolean>();
      const chosen = ofRestore(steps);
      await inLanes(LANES, chosen, (killAfter) =>
        withName(async (name) => {
          const step = `${killAfter}: ${steps[killAfter - 1]}`;
          await runChild(name, { ...order, killAfter });
          await asCommand(await settingsFor(name), async (store) => {
            await recover(store);
            const left = await dumpTables(store);
            const { repeated } = await put(store, backup);
            outcomes.add(repeated);
            const empty = [...left.values()].every((rows) => rows.length === 0);
            expect(empty, step).to.equal(!repeated);
            const restored = withoutReports(await dumpTables(store));
            const differences = compareDumps(restored, withoutReports(then));
            expect(differences, step).to.deep.equal([]);
            expect([...restored.keys()]).to.deep.equal([...then.keys()]);
            if (killAfter % 4 !== 0) return;
            await ingest(store, lent.folder, history.files[2]);
            const actual = withoutReports(await dumpTables(store));
            expect(
              compareDumps(actual, withoutReports(later)),
              step,
            ).to.deep.equal([]);
          });
        }),
      );
      expect([...outcomes]).to.have.members([true, false]);
    });

    it("during a backup leaves no backup, and the database unchanged", async () => {
      const { original, later } = lent.begun;
      const order = { work: "backup" } as const;
      const whole = join(lent.folder, "whole");
      const undisturbed = { ...order, folder: whole, killAfter: 0 };
      const steps = await runChild(original, undisturbed);
      for (const killAfter of ofBackup(steps)) {
        const cut = join(lent.folder, `cut-${killAfter}`);
        await runChild(original, { ...order, folder: cut, killAfter });
        const begun = existsSync(cut);
        if (begun) expect(readdirSync(cut)).not.to.contain(MANIFEST);
        await asCommand(await settingsFor(original), async (store) => {
          const differences = compareDumps(await dumpTables(store), later);
          expect(differences).to.deep.equal([]);
          const again = take(store, cut).then(() => "", messageOf);
          if (begun && readdirSync(cut).length > 0)
            expect(await again).to.match(/is not empty: .* that was cut off$/);
          else expect(await again).to.equal("");
        });
      }
    });
  });
}

/** Lends the name of a database that does not exist, and drops the database. */
async function withName<T>(work: (name: string) => Promise<T>): Promise<T> {
  const name = newDatabaseName();
  try {
    return await work(name);
  } finally {
    await withTestStore(name, (store) => dropDatabase(store, name));
  }
}

/** A run is reported again if the process died before it could record that. */
function withoutReports(dump: TableDump): TableDump {
  const runs = dump.get(LEDGER) ?? [];
  const states = runs.map((row) => row.replace(/\t(done|reported)\t/, "\t\t"));
  return new Map([...dump, [LEDGER, states]]);
}
