import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { readHorizon } from "../../clickhouse/ledger.ts";
import type { Store } from "../../clickhouse/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { Activity } from "../../owner/activity.ts";
import type { EndedOperation } from "../../owner/ended-operation.ts";
import { keepForgetting } from "../../owner/keep-forgetting.ts";
import { WriterLock } from "../../owner/writer-lock.ts";
import { emptyDatabase } from "../support/database-state.ts";
import { asFile, ingestContents } from "../support/ingest-lines.ts";
import { PING } from "../support/lend-workspace.ts";
import { lendDatabase } from "../support/with-database.ts";

const DAY = 20_000;

/** Some time on a day. */
const timeOn = (day: number): number => (day + 0.3) * 86_400_000;

describe("forgetting once a day", () => {
  const database = lendDatabase();

  beforeEach(async () => {
    await emptyDatabase(database.store);
    await ingestContents(database.store, [asFile([Buffer.from(PING)])]);
  });

  /** Keeps three days, from a day on, for as long as `work` takes. */
  async function during(
    work: (keeping: {
      /** Sets the clock, and waits until that was seen. */
      readonly comesTo: (day: number) => Promise<void>;
      readonly lock: WriterLock;
      readonly ended: readonly EndedOperation[];
      readonly failures: readonly unknown[];
    }) => Promise<void>,
    store: Store = database.store,
  ): Promise<void> {
    let today = DAY;
    let looks = 0;
    const ended: EndedOperation[] = [];
    const failures: unknown[] = [];
    const lock = new WriterLock();
    const stop = new AbortController();
    const kept = keepForgetting(3, {
      ...{ store, lock, activity: new Activity(), signal: stop.signal },
      watch: (operation) => ended.push(operation),
      failed: (error) => failures.push(error),
      clock: () => {
        looks++;
        return timeOn(today);
      },
      lookEveryMilliseconds: 1,
    });
    const comesTo = async (day: number) => {
      today = day;
      // One look may be under way, and the next is done when another begins.
      for (const seen = looks; looks < seen + 3;) await sleep(1);
    };
    try {
      await work({ comesTo, lock, ended, failures });
    } finally {
      stop.abort();
      await kept;
    }
  }

  const horizon = () => readHorizon(database.store);

  it("is done at once, and then when the day has changed", () =>
    during(async ({ comesTo, ended, failures }) => {
      await comesTo(DAY);
      expect(await horizon()).to.equal(DAY - 3);
      await comesTo(DAY + 1);
      expect(await horizon()).to.equal(DAY - 2);
      // The clock was set back, and on again by more.
      await comesTo(DAY - 5);
      expect(await horizon()).to.equal(DAY - 2);
      await comesTo(DAY + 9);
      expect(await horizon()).to.equal(DAY + 6);
      expect(failures).to.deep.equal([]);
      expect(ended.map(({ operation, runId }) => [operation, runId]))
        .to.deep // as in the ledger
        .equal([
          ["forget", 2],
          ["forget", 3],
          ["forget", 4],
        ]);
    }));

  it("waits for others that change the database", () =>
    during(async ({ comesTo, lock }) => {
      await comesTo(DAY);
      const other = {
        ...{ title: "another", pid: 1, waitSeconds: 0 },
        ...{ signal: new AbortController().signal, waiting: () => undefined },
      };
      await lock.hold(other, async () => {
        void comesTo(DAY + 1);
        await sleep(100);
        expect(await horizon()).to.equal(DAY - 3);
      });
      await comesTo(DAY + 1);
      expect(await horizon()).to.equal(DAY - 2);
    }));

  it("says what is in the way, and does not try again at once", () => {
    const failing: Store = {
      ...database.store,
      session: () =>
        Promise.reject(new TouchlineError("database_failed", "no room")),
    };
    return during(async ({ comesTo, ended, failures }) => {
      await comesTo(DAY);
      await comesTo(DAY + 1);
      expect(failures).to.have.length(1);
      expect(failures[0]).to.include({ message: "no room" });
      expect(ended).to.have.length(1);
      expect(ended[0]).to.include({ failure: "database_failed" });
      expect(await horizon()).to.equal(0);
    }, failing);
  });

  it("is stopped while it waits", async () => {
    let release = (): void => undefined;
    await during(async ({ comesTo, lock, failures }) => {
      await comesTo(DAY);
      const held = new Promise<void>((resolve) => (release = resolve));
      const other = {
        ...{ title: "another", pid: 1, waitSeconds: 0 },
        ...{ signal: new AbortController().signal, waiting: () => undefined },
      };
      void lock.hold(other, () => held);
      void comesTo(DAY + 1);
      await sleep(50);
      expect(failures).to.deep.equal([]);
    });
    release();
    expect(await horizon()).to.equal(DAY - 3);
  });
});
