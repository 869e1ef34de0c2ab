import { expect } from "chai";
import { readHorizon } from "../../clickhouse/ledger.ts";
import { dayOf, formatDay } from "../../common/days.ts";
import { forgetOld } from "../../ingest/forget/forget-old.ts";
import { buildPing, buildRegistration, writeUsual } from "../support/events.ts";
import { ingestContents } from "../support/ingest-lines.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../support/lend-workspace.ts";
import { withDatabase } from "../support/with-database.ts";

/** In Unix seconds: a forgetting begins by the clock of the machine. */
const NOW = Math.floor(Date.now() / 1000);

const DAY = 86_400;
const TWELVE_YEARS = 12 * 365 * DAY;
const NEVER = new AbortController().signal;

let lastId = 1;

/** The line of a ping with an id of its own, so many seconds from now. */
const ping = (seconds: number) =>
  writeUsual(
    buildPing({}, { event_id: ++lastId, event_timestamp: NOW + seconds }),
  );
const REGISTERED = writeUsual(
  buildRegistration({}, { event_id: 1, event_timestamp: NOW - 900 * DAY }),
);

/** Lends what ingests lines, with RETENTION_DAYS=365, by a clock. */
const withRetention =
  (
    work: (
      ingest: (now: number, lines: readonly string[]) => Promise<string[]>,
      horizon: () => Promise<number>,
    ) => Promise<void>,
  ) =>
  () =>
    withDatabase(async (store) => {
      await work(
        async (seconds, lines) => {
          const now = (NOW + seconds) * 1000;
          const file = Buffer.from(lines.join("\n"));
          const { runId } = await ingestContents(store, [file], { now });
          const said: string[] = [];
          const retention = { days: 365, now, run: runId ?? 0 };
          await forgetOld(store, retention, NEVER, (text) => said.push(text));
          return said;
        },
        () => readHorizon(store),
      );
    });

/** The day so many days from today. */
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
    "stops when the clock has jumped on, and goes on once it stands",
    withRetention(async (ingest, horizon) => {
      await ingest(0, [REGISTERED, ping(0)]);
      const far = 800 * DAY;
      expect(await ingest(far, [ping(far)])).to.deep.equal([
        `Old raw events were not forgotten (the clock says ${formatDay(day(800))}, and the run before began on ${formatDay(day(0))}: check the clock): the next run forgets them.`,
      ]);
      expect(await horizon()).to.equal(day(-365));
      const [said] = await ingest(far + 60, [ping(far + 60)]);
      expect(said).to.contain(`from before ${formatDay(day(435))}: 1 session`);
    }),
  );

  it(
    "does not take a few pings of the future for the time",
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

  it("refuses a day that is later than they support", async () => {
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
