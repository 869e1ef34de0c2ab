import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import * as fc from "fast-check";
import {
  PublishedVersion,
  type NewestRun,
} from "../../runs/publish/published-version.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { PING, REGISTRATION } from "../support/command/lend-workspace.ts";
import { openTestStore } from "../support/database/database-pool.ts";
import { lendDatabase } from "../support/database/with-database.ts";

/** A database of two tables that a run publishes one after the other. */
class Model {
  readonly tables = [0, 0];
  newest: NewestRun = { runId: 0, publishing: false };

  async publish(step: () => Promise<void>): Promise<void> {
    const runId = this.newest.runId + 1;
    this.newest = { runId, publishing: true };
    for (const table of this.tables.keys()) {
      await step();
      this.tables[table] = runId;
    }
    await step();
    this.newest = { runId, publishing: false };
  }
}

describe("a published version", function () {
  this.timeout(60_000);

  it("is never a mixture, in any order of readers' and publishers' steps", () =>
    fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        async (scheduler, processes, readsOfEach, runs) => {
          const model = new Model();
          const step = (label: string): Promise<void> =>
            scheduler.schedule(Promise.resolve(), label);
          const seen: number[][] = [];
          const lowest: number[] = [];
          const publishing = (async () => {
            for (let run = 0; run < runs; run++) {
              // Readers that found the run before half published are back.
              if (run > 0) await sleep(25);
              // Others may be anywhere in their reads.
              for (let pause = 0; pause < 3; pause++) await step("pause");
              await model.publish(() => step("publish"));
            }
          })();
          const reading = Array.from({ length: processes }, async () => {
            // Each process knows only what it has read from the ledger itself.
            const published = new PublishedVersion(async () => {
              await step("ask");
              const newest = model.newest;
              await step("answer");
              return newest;
            });
            await Promise.all(
              Array.from({ length: readsOfEach }, async () => {
                const before = model.newest.publishing
                  ? model.newest.runId - 1
                  : model.newest.runId;
                const state = await published.read(async (version) => {
                  const values = [version];
                  for (const table of model.tables.keys()) {
                    await step("read");
                    values.push(model.tables[table] ?? -1);
                  }
                  return values;
                });
                seen.push(state);
                lowest.push(before);
              }),
            );
          });
          let done = false;
          const all = Promise.all([publishing, ...reading]).then(
            () => (done = true),
          );
          while (!done) {
            if (scheduler.count() > 0) await scheduler.waitOne();
            // A reader that finds a run half published looks again later.
            else await sleep(1);
          }
          await all;
          expect(seen).to.have.length(processes * readsOfEach);
          seen.forEach(([version, ...tables], index) => {
            expect(new Set([version, ...tables]).size).to.equal(1);
            // It is not older than what was published at the time of the
            // request either.
            expect(version).to.be.at.least(lowest[index] ?? 0);
          });
        },
      ),
      { numRuns: Number(process.env["PROPERTY_CASES"] ?? 15) },
    ));

  it("is awaited while a run is half published, which is soon reported", async () => {
    const since = performance.now();
    let stuck = 0;
    const published = new PublishedVersion(
      () =>
        Promise.resolve({
          runId: 7,
          // The process that finds it completes it.
          publishing: stuck === 0,
        }),
      () => stuck++,
    );
    const version = await published.read((newest) => Promise.resolve(newest));
    expect(version).to.equal(7);
    expect(stuck).to.equal(1);
    expect(performance.now() - since).to.be.greaterThan(490);
  });

  it("is read from the ledger once for simultaneous readers", async () => {
    let asked = 0;
    const published = new PublishedVersion(async () => {
      asked++;
      await sleep(10);
      return { runId: 1, publishing: false };
    });
    await published.read(() => Promise.resolve());
    asked = 0;
    await Promise.all(
      Array.from({ length: 50 }, () => published.read(() => Promise.resolve())),
    );
    expect(asked).to.be.lessThan(3);
  });

  it("is not taken from a query that began before the read ended", async () => {
    let newest = 1;
    const answers: (() => void)[] = [];
    const published = new PublishedVersion(async () => {
      const runId = newest;
      await new Promise<void>((resolve) => answers.push(resolve));
      return { runId, publishing: false };
    });
    const versionOf = () =>
      published.read((version) => Promise.resolve(version));
    const answerAll = async (done: Promise<unknown>) => {
      let isDone = false;
      void done.then(() => (isDone = true));
      while (!isDone) {
        answers.shift()?.();
        await sleep(0);
      }
      return done;
    };
    await answerAll(versionOf());
    const first = versionOf();
    await sleep(0);
    // The ledger has answered the first, which has not received it yet.
    expect(answers).to.have.length(1);
    newest = 2;
    const second = versionOf();
    await answerAll(Promise.all([first, second]));
    expect(await second).to.equal(2);
  });

  it("passes on errors of the read, unless a run was published meanwhile", async () => {
    let runId = 1;
    const published = new PublishedVersion(() =>
      Promise.resolve({ runId, publishing: false }),
    );
    const failing = published.read(() => Promise.reject(new Error("no")));
    expect(await failing.catch(String)).to.equal("Error: no");
    let reads = 0;
    const version = await published.read((newest) => {
      if (reads++ > 0) return Promise.resolve(newest);
      runId = 2;
      return Promise.reject(new Error("a table was just exchanged"));
    });
    expect(version).to.equal(2);
  });
});

describe("readers of the engine while runs are published", function () {
  this.timeout(60_000);
  const database = lendDatabase();

  it("see the same run in all tables", async () => {
    const [row] = await database.store.rows<{ name: string }>({
      name: "database",
      sql: "SELECT currentDatabase() AS name",
    });
    // Readers in other processes have their own stores.
    const readers = await Promise.all(
      [1, 2].map(() => openTestStore(row?.name ?? "")),
    );
    let published = false;
    const read = async (store: (typeof readers)[number]) => {
      const versions = new Set<number>();
      while (!published) {
        const state = await store.snapshot(async (version) => {
          const [ids] = await store.query<{ run: number }>({
            name: "ids",
            sql: "SELECT max(run_id) AS run FROM event_ids",
          });
          const [rejected] = await store.query<{ run: number }>({
            name: "rejected",
            sql: "SELECT max(run_id) AS run FROM rejected_events",
          });
          return { version, ids: ids?.run, rejected: rejected?.run };
        });
        expect(state.ids).to.equal(state.version);
        expect(state.rejected).to.equal(state.version);
        versions.add(state.version);
        await sleep(1);
      }
      return versions;
    };
    const reading = readers.map(read);
    for (let run = 1; run <= 4; run++) {
      // Each run accepts an event and rejects a line.
      const lines = [
        run === 1
          ? REGISTRATION
          : PING.replace('"event_id": 2', `"event_id": ${run + 1}`).replace(
              '"event_id":2',
              `"event_id":${run + 1}`,
            ),
        `{"broken": ${run}`,
      ].map((line) => Buffer.from(line));
      await ingestContents(database.store, [asFile(lines)]);
    }
    published = true;
    const seen = await Promise.all(reading);
    for (const versions of seen) expect(versions.size).to.be.greaterThan(1);
    await Promise.all(readers.map((store) => store.close()));
  });
});
