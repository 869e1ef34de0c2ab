import fc from "fast-check";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { dayOf } from "../../../common/days.ts";
import { total } from "../../../common/total.ts";
import { REASONS } from "../../../common/reasons.ts";
import { verdictOf } from "../../../ingest/parse/rules.ts";
import {
  replay,
  type ReplayRequest,
  type ReplaySummary,
} from "../../../ingest/replay/replay.ts";
import { reportRun } from "../../../runs/perform-run.ts";
import { cleanOrderSeason } from "../../support/events/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../../support/database/database-state.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import { withFolder } from "../../support/command/folders.ts";
import {
  asFile,
  ingestContents,
  NEVER,
  requestFor,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import { runOracle } from "../../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

const ALL = REASONS.slice(0, verdictOf("duplicate_event"));
const TODAY = dayOf(SEASON_NOW);
const COUNTRIES = [...SEASON_COUNTRIES.keys()];

/** Replays like a command that is interrupted before its report. */
const replayUntold = (store: Store): Promise<ReplaySummary> =>
  withFolder((folder) => {
    const request: ReplayRequest = {
      ...requestFor(folder, []),
      reasons: ALL,
      run: undefined,
    };
    return replay(store, request, SILENT, NEVER);
  });

async function replayLines(store: Store): Promise<ReplaySummary> {
  const summary = await replayUntold(store);
  await reportRun(store, summary);
  return summary;
}

/** Ingests with a timezones file that has only these countries. */
const ingestWithout = (
  store: Store,
  lines: readonly Buffer[],
  countries: readonly string[],
  firstDay: number,
) =>
  withFolder((folder) => {
    const timezones = join(folder, "fewer.jsonl");
    writeFileSync(
      timezones,
      [...SEASON_COUNTRIES]
        .filter(([country]) => countries.includes(country))
        .map(([country, timezone]) => JSON.stringify({ country, timezone }))
        .join("\n"),
    );
    return ingestContents(store, [asFile(lines)], { timezones, firstDay });
  });

async function count(store: Store, sql: string): Promise<number> {
  const [row] = await store.query<{ n: number }>({ name: "count", sql });
  return Number(row?.n);
}

describe("replay", function () {
  this.timeout(300_000);
  const database = lendDatabase();

  it("turns stricter runs into what one run with its settings leaves", () =>
    fc.assert(
      fc.asyncProperty(
        cleanOrderSeason(),
        fc.nat({ max: 100 }),
        fc.subarray(COUNTRIES, { minLength: 1 }),
        fc.constantFrom(0, TODAY - 1, TODAY, TODAY + 1),
        async (lines, cut, countries, firstDay) => {
          const { store } = database;
          await emptyDatabase(store);
          for (const part of [lines.slice(0, cut), lines.slice(cut)])
            await ingestWithout(store, part, countries, firstDay);
          const found = await replayLines(store);
          const rejected = total(found.rejected.map(({ count: n }) => n));
          expect(found.accepted + rejected).to.equal(found.lines);
          const expected = runOracle(lines, {
            countries: SEASON_COUNTRIES,
            now: SEASON_NOW,
          });
          expect(inOrder(await readState(store))).to.deep.equal(
            inOrder(expected),
          );
          expect(
            await count(store, "SELECT count() AS n FROM event_ids"),
          ).to.equal(expected.accepted + expected.held.length);
          await expectSound(store);

          const again = await replayLines(store);
          expect(again).to.include({ runId: null, unchanged: true });
          expect(inOrder(await readState(store))).to.deep.equal(
            inOrder(expected),
          );
        },
      ),
      {
        numRuns: Number(process.env["PROPERTY_CASES"] ?? 1),
        endOnFailure: true,
      },
    ));

  it("changes nothing with the settings of the ingest, and leaves no trace", async () => {
    const { store } = database;
    await emptyDatabase(store);
    const lines = ["{}", "x", "\uFEFF{}"].map((line) => Buffer.from(line));
    await ingestContents(store, [asFile(lines)]);
    const { unchanged, lines: taken } = await replayLines(store);
    expect({ unchanged, taken }).to.deep.equal({ unchanged: true, taken: 3 });
    expect(
      await count(store, "SELECT uniqExact(run_id) AS n FROM runs"),
    ).to.equal(1);
    expect(
      await count(store, "SELECT count() AS n FROM change_rejected_events"),
    ).to.equal(0);
  });

  it("identifies each line by its number, however many there are", async () => {
    const { store } = database;
    await emptyDatabase(store);
    const many = Array.from({ length: 66_000 }, () => Buffer.from("{}"));
    const large = Array.from({ length: 300 }, () => Buffer.alloc(60_000, "x"));
    const lines = [...many, Buffer.from(""), ...large];
    await ingestContents(store, [asFile(lines)]);
    const found = await replayLines(store);
    expect(found).to.include({ lines: 66_300, unchanged: true });
  });

  it("returns the same run to a command that was interrupted before it reported", async () => {
    const { store } = database;
    await emptyDatabase(store);
    const country = COUNTRIES[0] ?? "";
    const line = JSON.stringify({
      event_id: 1,
      event_type: "registration",
      event_timestamp: SEASON_NOW,
      event_data: {
        user_id: "52d65a1b-8012-934e-001b-19e6ba3cdc0e",
        country,
        device_os: "Web",
      },
    });
    const others = COUNTRIES.slice(1);
    await ingestWithout(store, [Buffer.from(line)], others, 0);
    const first = await replayUntold(store);
    expect(first).to.include({ runId: 2, accepted: 1, repeated: false });
    const second = await replayUntold(store);
    expect(second).to.include({ runId: 2, accepted: 1, repeated: true });
  });
});
