import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { MANIFEST } from "../../clickhouse/backup/manifest.ts";
import { recover } from "../../clickhouse/publish.ts";
import { messageOf } from "../../common/errors.ts";
import {
  compareDumps,
  dumpTables,
  type TableDump,
} from "../crash/dump-tables.ts";
import { copyDatabase, ingest } from "../crash/laboratory.ts";
import { withFolder } from "../support/folders.ts";
import { serving } from "../support/front/serving.ts";
import { withDatabaseIn } from "../support/with-database.ts";
import { begin, put, take } from "./begun.ts";
import type { Order } from "./child.ts";

/** Runs a child to its end; gives the steps that it came to. */
function runChild(order: Order): Promise<string[]> {
  return serving(order.dataDir, async (environment) => {
    const program = join(import.meta.dirname, "child.js");
    const child = spawn(process.execPath, [program, JSON.stringify(order)], {
      env: { ...process.env, ...environment, UV_THREADPOOL_SIZE: "16" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said, [code, signal]] = await Promise.all([
      text(child.stdout),
      once(child, "close") as Promise<[number | null, string | null]>,
    ]);
    expect([code, signal]).to.deep.equal(
      order.killAfter === 0 ? [0, null] : [null, "SIGKILL"],
    );
    return said.trimEnd().split("\n");
  });
}

/** The first and the last call of each kind of step, as numbers from 1. */
function chooseSteps(steps: readonly string[]): number[] {
  const kinds = new Map<string, number[]>();
  steps.forEach((step, index) => {
    const kind = step.replace(/ .*$/, "").replace(/^\d+_.*$/, "migration");
    kinds.set(kind, [...(kinds.get(kind) ?? []), index + 1]);
  });
  const chosen = [...kinds.values()].flatMap((calls) => [
    calls[0]!,
    calls.at(-1)!,
  ]);
  return [...new Set(chosen)].sort((a, b) => a - b);
}

describe("a process that is killed", function () {
  this.timeout(600_000);

  it("while it restores leaves nothing, or what is completed, and can be repeated", () =>
    withFolder(async (folder) => {
      const { backup, then, history, later } = await begin(folder);
      const dataDir = join(folder, "undisturbed");
      const order = { work: "restore", dataDir, folder: backup } as const;
      const steps = await runChild({ ...order, killAfter: 0 });
      const outcomes = new Set<boolean>();
      for (const killAfter of chooseSteps(steps)) {
        const dataDir = join(folder, `killed-${killAfter}`);
        await runChild({ ...order, dataDir, killAfter });
        await withDatabaseIn(dataDir, async (store) => {
          await store.asWriter(() => recover(store));
          const left = await dumpTables(store);
          const { repeated } = await put(store, backup);
          outcomes.add(repeated);
          const step = `${killAfter}: ${steps[killAfter - 1]}`;
          const empty = [...left.values()].every((rows) => rows.length === 0);
          expect(empty, step).to.equal(!repeated);
          const restored = untold(await dumpTables(store));
          expect(compareDumps(restored, untold(then)), step).to.deep.equal([]);
          expect([...restored.keys()]).to.deep.equal([...then.keys()]);
          if (killAfter % 8 !== 0) return;
          await ingest(store, folder, history.files[2]);
          const actual = untold(await dumpTables(store));
          expect(compareDumps(actual, untold(later)), step).to.deep.equal([]);
        });
      }
      expect([...outcomes]).to.have.members([true, false]);
    }));

  it("while it backs up leaves no backup, and the database as it was", () =>
    withFolder(async (folder) => {
      const { then } = await begin(folder);
      const original = join(folder, "original");
      const before = await withDatabaseIn(original, dumpTables);
      const order = { work: "backup", dataDir: original } as const;
      const whole = join(folder, "whole");
      const steps = await runChild({ ...order, folder: whole, killAfter: 0 });
      for (const killAfter of chooseSteps(steps)) {
        const cut = join(folder, `cut-${killAfter}`);
        await runChild({ ...order, folder: cut, killAfter });
        const begun = readdirSync(folder).includes(`cut-${killAfter}`);
        if (begun) expect(readdirSync(cut)).not.to.contain(MANIFEST);
        await withDatabaseIn(
          copyDatabase(original, join(folder, `copy-${killAfter}`)),
          async (store) => {
            await recover(store);
            expect(compareDumps(await dumpTables(store), before)).to.deep.equal(
              [],
            );
            const again = take(store, cut).then(() => "", messageOf);
            if (begun && readdirSync(cut).length > 0)
              expect(await again).to.match(
                /is not empty: .* that was cut off$/,
              );
            else expect(await again).to.equal("");
          },
        );
      }
      expect(then.size).to.equal(before.size);
    }));
});

/** A run is told again where the process died before it could note that. */
function untold(dump: TableDump): TableDump {
  const runs = dump.get("runs") ?? [];
  const states = runs.map((row) => row.replace(/\t(done|reported)\t/, "\t\t"));
  return new Map([...dump, ["runs", states]]);
}
