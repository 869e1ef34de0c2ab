import { expect } from "chai";
import { readHorizon } from "../../../runs/ledger.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { dayOf, formatDay } from "../../../common/days.ts";
import { messageOf } from "../../../common/errors.ts";
import { reopen } from "../../../upkeep/forget/reopen.ts";
import { forget } from "../../../upkeep/forget/forget.ts";
import { forgetOld } from "../../../cli/forget/forget-old.ts";
import {
  buildPing,
  buildRegistration,
  writeUsual,
} from "../../support/events/events.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import { ingestContents, NEVER } from "../../support/command/ingest-lines.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";
import { withDatabase } from "../../support/database/with-database.ts";

/** In Unix seconds: a forgetting uses the clock of the machine. */
const NOW = Math.floor(Date.now() / 1000);

const DAY = 86_400;
const TWELVE_YEARS = 12 * 365 * DAY;

let lastId = 1;

/** The line of a ping with its own id, this many seconds from now. */
const ping = (seconds: number) =>
  writeUsual(
    buildPing({}, { event_id: ++lastId, event_timestamp: NOW + seconds }),
  );
const REGISTERED = writeUsual(
  buildRegistration({}, { event_id: 1, event_timestamp: NOW - 900 * DAY }),
);

/** Lends a function that ingests lines, with RETENTION_DAYS=365, by a clock. */
const withRetention =
  (
    work: (
      ingest: (now: number, lines: readonly string[]) => Promise<string[]>,
      horizon: () => Promise<number>,
      store: Store,
    ) => Promise<void>,
  ) =>
  () =>
    withDatabase(async (store) => {
      await work(
        async (seconds, lines) => {
          const now = (NOW + seconds) * 1000;
          const file = Buffer.from(lines.join("\n"));
          const { runId } = await ingestContents(store, [file], { now });
          const messages: string[] = [];
          const retention = { days: 365, now, run: runId ?? 0 };
          await forgetOld(store, retention, NEVER, (text) =>
            messages.push(text),
          );
          return messages;
        },
        () => readHorizon(store),
        store,
      );
    });

/** The day this many days from today. */
const day = (days: number) => dayOf(NOW) + days;

describe("retention with a wrong clock", () => {
  it(
    "moves the horizon no further than the newest events support",
    withRetention(async (ingest, horizon) => {
      await ingest(0, [REGISTERED, ping(-800 * DAY), ping(-10), ping(-DAY)]);
      expect(await horizon()).to.equal(day(-365));
      expect(await ingest(TWELVE_YEARS, [ping(-1)])).to.deep.equal([]);
      expect(await ingest(TWELVE_YEARS, [ping(-2)])).to.deep.equal([]);
      expect(await horizon()).to.equal(day(-365));
    }),
  );

  it(
    "stops when the clock jumps ahead, and resumes once the clock is right",
    withRetention(async (ingest, horizon) => {
      await ingest(0, [REGISTERED, ping(0)]);
      const far = 800 * DAY;
      expect(await ingest(far, [ping(far)])).to.deep.equal([
        `Old raw events were not forgotten (the clock is at ${formatDay(day(800))}, and the run before began on ${formatDay(day(0))}: check the clock): the next run forgets them.`,
      ]);
      expect(await horizon()).to.equal(day(-365));
      const [message] = await ingest(far + 60, [ping(far + 60)]);
      expect(message).to.contain(
        `from before ${formatDay(day(435))}: 1 session`,
      );
    }),
  );

  it(
    "ignores a few pings from the future",
    withRetention(async (ingest, horizon) => {
      const many = Array.from({ length: 1100 }, (_, index) => ping(index));
      await ingest(0, [REGISTERED, ...many]);
      const stray = ping(TWELVE_YEARS);
      await ingest(TWELVE_YEARS, [stray]);
      await ingest(TWELVE_YEARS, [ping(2000)]);
      expect(await horizon()).to.be.at.most(day(-365));
    }),
  );
});

describe("the forget command with a wrong clock", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("a.jsonl", `${REGISTRATION}\n${PING}\n`);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  it("counts days back from the newest session pings", async () => {
    const { stdout } = await workspace().run("forget", ["--days", "1"]);
    expect(stdout).to.match(/^Run 2 .* from before 2024-10-08 /);
  });

  it("rejects a day that is later than they support", async () => {
    await workspace().expectUnchanged(async () => {
      const args = ["--before", "2024-10-11"];
      const { status, stderr } = await workspace().run("forget", args);
      expect({ status, stderr }).to.deep.equal({
        status: 2,
        stderr:
          "touchline: --before 2024-10-11 is later than 2024-10-10, the day after the newest session pings: those still to come would be rejected. Name that day or an earlier one\n",
      });
    });
  });
});

describe("the forget command with --reopen", () => {
  const workspace = lendWorkspace();

  it("moves the horizon back, and reports it", async () => {
    const file = workspace().write("a.jsonl", `${REGISTRATION}\n${PING}\n`);
    await workspace().ingest([file]);
    await workspace().run("forget", ["--before", "2024-10-10"]);
    const args = ["--reopen", "2024-10-01"];
    const { status, stdout } = await workspace().run("forget", args);
    expect({ status, stdout }).to.deep.equal({
      status: 0,
      stdout:
        "Run 3 has moved the horizon back: session pings from 2024-10-01 on are accepted again. Those that were rejected as outside_retention have to be sent again.\n",
    });
    const again = await workspace().run("forget", []);
    expect(again.stdout).to.contain("raw events stay from 2024-10-01 on");
    const { stderr } = await workspace().run("forget", args);
    expect(stderr).to.contain("--reopen 2024-10-01 is not before the horizon");
  });
});

describe("a horizon that a wrong clock moved past all pings", () => {
  it(
    "can be moved back, and then counts pings that are sent again",
    withRetention(async (ingest, horizon, store) => {
      await ingest(0, [REGISTERED, ping(-10)]);
      const request = { horizon: day(4000), dryRun: false };
      await forget(store, request, () => undefined, NEVER);
      const sent = [ping(0), ping(20), ping(DAY)];
      await ingest(60, sent);
      const rejected = await reasons(store);
      expect(rejected).to.deep.equal([
        { reason: "outside_retention", lines: 3 },
      ]);
      expect(await sessions(store)).to.equal(1);

      const { reopened, horizon: back } = await reopen(
        ...([store, day(-3), () => undefined, NEVER] as const),
      );
      expect([reopened, back]).to.deep.equal([true, day(-3)]);
      expect(await horizon()).to.equal(day(-3));
      await ingest(120, sent);
      await ingest(180, [ping(-4 * DAY)]);
      // The ping that was forgotten is still in the session that it began.
      expect(await sessions(store)).to.equal(2);
      expect(await reasons(store)).to.deep.equal([
        { reason: "outside_retention", lines: 4 },
      ]);
      await expectSound(store);
    }),
  );

  it(
    "stays if pings lie after it, or the day is later",
    withRetention(async (ingest, horizon, store) => {
      const refused = async (to: number) =>
        reopen(store, to, () => undefined, NEVER).catch((error: unknown) =>
          messageOf(error),
        );
      expect(await refused(day(0))).to.contain("there is no horizon");
      await ingest(0, [REGISTERED, ping(-800 * DAY), ping(0)]);
      expect(await refused(day(-365))).to.contain("is not before the horizon");
      expect(await refused(day(-400))).to.contain("there are session pings");
      expect(await horizon()).to.equal(day(-365));
    }),
  );
});

const sessions = async (store: Store): Promise<number> => {
  const sql = "SELECT count() AS n FROM sessions";
  const [row] = await store.query<{ n: number }>({ name: "sessions", sql });
  return Number(row?.n);
};

const reasons = (store: Store): Promise<unknown[]> =>
  store.query({
    name: "reasons",
    sql: "SELECT reason, toUInt32(count()) AS lines FROM rejected_events GROUP BY reason",
  });
