import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import pino from "pino";
import { forgetDaily } from "../../../cli/serve/forget-daily.ts";
import { readHorizon } from "../../../runs/ledger.ts";
import { openReader } from "../../../runs/open-store.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { dayOf } from "../../../common/days.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { keepForgetting } from "../../../upkeep/forget/keep-forgetting.ts";
import { openTestStore } from "../../support/database/database-pool.ts";
import { buildPing, writeUsual } from "../../support/events/events.ts";
import { lendWorkspace, PING } from "../../support/command/lend-workspace.ts";
import { testEngine } from "../../support/test-engine.ts";

const DAY = 20_000;

/** Some time on a day. */
const timeOn = (day: number): number => (day + 0.3) * 86_400_000;

/** Actions of a test while old events are forgotten. */
interface Keeping {
  /** Sets the clock, and waits until it was read. */
  readonly comesTo: (day: number) => Promise<void>;
  /** The days to which the horizon was moved, in order. */
  readonly moved: readonly number[];
  readonly failures: readonly unknown[];
}

async function during(
  work: (keeping: Keeping) => Promise<void>,
  moveOn: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let today = DAY;
  let looks = 0;
  const moved: number[] = [];
  const failures: unknown[] = [];
  const stop = new AbortController();
  const kept = keepForgetting({
    signal: stop.signal,
    async moveOn(now) {
      await moveOn();
      moved.push(dayOf(now / 1000));
    },
    failed: (error) => void failures.push(error),
    clock: () => {
      looks++;
      return timeOn(today);
    },
    lookEveryMilliseconds: 1,
  });
  const comesTo = async (day: number) => {
    today = day;
    // One check may be running, and the next is done when another begins.
    for (const seen = looks; looks < seen + 3;) await sleep(1);
  };
  try {
    await work({ comesTo, moved, failures });
  } finally {
    stop.abort();
    await kept;
  }
}

describe("forgetting once a day", () => {
  it("runs at once, and then when the day changes", () =>
    during(async ({ comesTo, moved, failures }) => {
      await comesTo(DAY);
      await comesTo(DAY);
      expect(moved).to.deep.equal([DAY]);
      await comesTo(DAY + 1);
      expect(moved).to.deep.equal([DAY, DAY + 1]);
      // The clock was advanced by more.
      await comesTo(DAY + 9);
      expect(moved).to.deep.equal([DAY, DAY + 1, DAY + 9]);
      expect(failures).to.deep.equal([]);
    }));

  it("reports what prevents it, and does not retry at once", () =>
    during(
      async ({ comesTo, moved, failures }) => {
        await comesTo(DAY);
        await comesTo(DAY + 1);
        expect(failures).to.have.length(1);
        expect(failures[0]).to.include({ message: "no room" });
        expect(moved).to.deep.equal([]);
      },
      () => Promise.reject(new TouchlineError("database_failed", "no room")),
    ));

  it("does not report what its end interrupts", async () => {
    let cut: (error: Error) => void = () => undefined;
    let failures: readonly unknown[] = [];
    const ended = during(
      async (keeping) => {
        failures = keeping.failures;
        await sleep(20);
        setTimeout(() => cut(new Error("cancelled")), 20);
      },
      () => new Promise((_, reject) => (cut = reject)),
    );
    await ended;
    expect(failures).to.deep.equal([]);
  });
});

describe("a process that forgets once a day", () => {
  const workspace = lendWorkspace();
  let store: Store;

  before(async () => {
    const recent = writeUsual(
      buildPing(
        {},
        { event_id: 9, event_timestamp: Math.floor(Date.now() / 1000) },
      ),
    );
    const file = workspace().write("events.jsonl", `${PING}\n${recent}`);
    expect((await workspace().ingest([file])).status).to.equal(0);
    store = await openTestStore(workspace().database);
  });
  after(() => store.close());

  /** Forgets daily, with these days kept, for as long as `work` takes. */
  async function forgetting(
    days: number,
    work: () => Promise<void>,
  ): Promise<Record<string, unknown>[]> {
    const logged: Record<string, unknown>[] = [];
    const write = (line: string) =>
      void logged.push(JSON.parse(line) as Record<string, unknown>);
    const settings = await workspace().settings();
    const { reader: endpoint } = await testEngine();
    const reader = openReader({
      ...endpoint,
      database: workspace().database,
    });
    const stop = new AbortController();
    const kept = forgetDaily(
      readConfig({ ...settings, RETENTION_DAYS: String(days) }),
      reader,
      pino({ level: "info" }, { write }),
      stop.signal,
    );
    try {
      await work();
    } finally {
      stop.abort();
      await kept;
      await reader.close();
    }
    return logged;
  }

  const today = () => dayOf(Date.now() / 1000);

  async function horizonComesTo(horizon: number): Promise<void> {
    while ((await readHorizon(store)) !== horizon) await sleep(20);
  }

  it("moves the horizon, and logs the run", async () => {
    const logged = await forgetting(30, () => horizonComesTo(today() - 30));
    expect(logged).to.have.length(1);
    expect(logged[0]).to.include({ runId: 2, msg: "forget" });
  });

  it("does nothing if the horizon is already as late", async () => {
    const logged = await forgetting(40, () => sleep(300));
    expect(logged).to.deep.equal([]);
    expect(await readHorizon(store)).to.equal(today() - 30);
  });

  it("can be stopped while it waits for another command", async () => {
    const logged = await store.asWriter(() => forgetting(3, () => sleep(500)));
    expect(logged).to.deep.equal([]);
    expect(await readHorizon(store)).to.equal(today() - 30);
  });

  it("waits for another command, and continues after it", async () => {
    await forgetting(3, async () => {
      await store.asWriter(async () => {
        await sleep(500);
        expect(await readHorizon(store)).to.equal(today() - 30);
      });
      await horizonComesTo(today() - 3);
    });
  });
});
