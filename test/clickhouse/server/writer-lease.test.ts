import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { TouchlineError } from "../../../common/errors.ts";
import type { Store } from "../../../clickhouse/store.ts";
import { NOBODY } from "../../support/on-server.ts";
import { withServer } from "./lend-server.ts";

/** The lock as another machine would have left it so long ago. */
async function leaveLock(store: Store, ageMilliseconds: number): Promise<void> {
  const holder = {
    id: "of-another-machine",
    title: "ingest monday.jsonl",
    host: "elsewhere",
    place: "another boot",
    pid: 7,
    started: "1",
    since: Date.now() - ageMilliseconds,
  };
  await store.command({
    name: "leave-lock",
    sql: `CREATE TABLE writer_lock (holder String, at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY at COMMENT '${JSON.stringify(holder)}'`,
  });
}

describe("the right to change the database of a server", function () {
  this.timeout(120_000);

  it("is one process's at a time", () =>
    withServer(async ({ open }) => {
      const contender = { ...NOBODY, waitSeconds: 60 };
      const stores = await Promise.all(
        [1, 2, 3].map(() => open({ contender })),
      );
      let inside = 0;
      const most: number[] = [];
      await Promise.all(
        stores.map((store) =>
          store.asWriter(async () => {
            most.push(++inside);
            await sleep(50);
            inside--;
          }),
        ),
      );
      expect(most).to.deep.equal([1, 1, 1]);
    }));

  it("is refused, naming the holder, to who does not wait", () =>
    withServer(async ({ open }) => {
      const store = await open();
      await leaveLock(store, 0);
      const failure = await store
        .asWriter(() => Promise.resolve())
        .then(
          () => undefined,
          (error: unknown) => error as TouchlineError,
        );
      expect(failure?.kind).to.equal("busy");
      expect(failure?.message).to.match(
        /^another command is changing the database: ingest monday\.jsonl \(process 7 on elsewhere, since .* UTC\)\. Run this one again/,
      );
    }));

  it("is taken over, by one, from a holder of whom nothing is heard", () =>
    withServer(async ({ open }) => {
      const contender = { ...NOBODY, waitSeconds: 60 };
      const stores = await Promise.all([1, 2].map(() => open({ contender })));
      await leaveLock(stores[0] as Store, 31_000);
      let inside = 0;
      const most: number[] = [];
      await Promise.all(
        stores.map((store) =>
          store.asWriter(async () => {
            most.push(++inside);
            await sleep(50);
            inside--;
          }),
        ),
      );
      expect(most).to.deep.equal([1, 1]);
    }));

  it("ends by itself for a holder who cannot say that it is alive", () =>
    withServer(async ({ front, open }) => {
      const store = await open({ leaseMilliseconds: 300 });
      const failure = await store
        .asWriter(async () => {
          await front.inject({ kind: "overloaded", step: "beat", times: 100 });
          await sleep(600);
          await store.command({ name: "late", sql: "SELECT 1" });
        })
        .then(
          () => undefined,
          (error: unknown) => error as TouchlineError,
        );
      expect(failure?.message).to.match(
        /^this command was held up for so long/,
      );
    }));
});
