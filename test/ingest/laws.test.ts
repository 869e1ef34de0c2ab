import { expect } from "chai";
import fc from "fast-check";
import { total } from "../../common/total.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import type { RunSummary } from "../../ingest/summary.ts";
import {
  cleanOrderSeason,
  dirtySeason,
  sessionGaps,
} from "../support/events/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../support/database/database-state.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { DEFAULT_SESSION_GAP } from "../support/oracle/build-tables.ts";
import { runOracle, type OracleState } from "../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../support/season/cast.ts";
import { setSessionGap } from "../support/database/session-gap.ts";
import { withDatabase } from "../support/database/with-database.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 3);

/** What the rules require of lines. */
type Judge = (lines: readonly Buffer[]) => OracleState;

const judgeBy =
  (sessionGap: number): Judge =>
  (lines) =>
    runOracle(lines, {
      ...{ countries: SEASON_COUNTRIES, now: SEASON_NOW, sessionGap },
    });

function expectBalance(summary: RunSummary): void {
  const rejected = total(summary.rejected.map(({ count }) => count));
  expect(summary.accepted + rejected + summary.blank).to.equal(summary.lines);
}

/**
 * Runs a property on one database, which is empty for each case, with any session
 * gap.
 */
async function checkProperty<T>(
  arbitrary: (sessionGap: number) => fc.Arbitrary<T>,
  property: (store: Store, value: T, judge: Judge) => Promise<void>,
): Promise<void> {
  const cases = sessionGaps().chain((gap) =>
    fc.tuple(fc.constant(gap), arbitrary(gap)),
  );
  await withDatabase(async (store) => {
    await fc.assert(
      fc.asyncProperty(cases, async ([gap, value]) => {
        await emptyDatabase(store);
        await setSessionGap(store, gap);
        await property(store, value, judgeBy(gap));
      }),
      { numRuns: CASES },
    );
    await setSessionGap(store, DEFAULT_SESSION_GAP);
  });
}

/** Cuts lines into this many parts of any size. */
function cuts(parts: { min: number; max: number }): fc.Arbitrary<number[]> {
  return fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: parts.min - 1,
    maxLength: parts.max - 1,
  });
}

function cutLines<T>(lines: readonly T[], at: readonly number[]): T[][] {
  const places = at
    .map((share) => Math.round(share * lines.length))
    .sort((a, b) => a - b);
  return [0, ...places].map((from, index) =>
    lines.slice(from, places[index] ?? lines.length),
  );
}

describe("laws of the ingest", function () {
  this.timeout(3 * 3_600_000);

  it("one run leaves what the rules require, whatever the shards, workers and slices", () =>
    checkProperty(
      (gap) =>
        fc.tuple(
          dirtySeason(gap),
          fc.integer({ min: 1, max: 2000 }),
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 10, max: 1000 }),
        ),
      async (store, [lines, shardBytes, workers, eventsPerSlice], judge) => {
        const expected = judge(lines);
        const summary = await ingestContents(store, [asFile(lines)], {
          shardBytes,
          workers,
          eventsPerSlice,
        });
        expectBalance(summary);
        expect(summary.accepted).to.equal(expected.accepted);
        expect(
          Object.fromEntries(
            summary.rejected.map(({ reason, count }) => [reason, count]),
          ),
        ).to.deep.equal(expected.rejectedByReason);
        expect(inOrder(await readState(store))).to.deep.equal(
          inOrder(expected),
        );
      },
    ));

  it("any cut into files and runs leaves what one run leaves", () =>
    checkProperty(
      (gap) =>
        fc.tuple(
          dirtySeason(gap),
          cuts({ min: 1, max: 8 }),
          cuts({ min: 1, max: 2 }),
          fc.integer({ min: 10, max: 1000 }),
        ),
      async (store, [lines, runCuts, fileCuts, eventsPerSlice], judge) => {
        for (const runLines of cutLines(lines, runCuts)) {
          const files = cutLines(runLines, fileCuts).map(asFile);
          expectBalance(await ingestContents(store, files, { eventsPerSlice }));
        }
        expect(inOrder(await readState(store))).to.deep.equal(
          inOrder(judge(lines)),
        );
      },
    ));

  it("any order of lines and runs leaves the same tables", () =>
    checkProperty(
      (gap) =>
        cleanOrderSeason(gap).chain((lines) =>
          fc.tuple(
            fc.constant(lines),
            fc.shuffledSubarray(lines, { minLength: lines.length }),
            cuts({ min: 1, max: 4 }),
          ),
        ),
      async (store, [lines, shuffled, runCuts], judge) => {
        for (const runLines of cutLines(shuffled, runCuts))
          await ingestContents(store, [asFile(runLines)]);
        const expected = judge(lines);
        expect(inOrder(await readState(store))).to.deep.equal(
          inOrder(expected),
        );
      },
    ));
});
