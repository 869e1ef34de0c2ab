import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { dayOf } from "../../../common/days.ts";
import { erase } from "../../../upkeep/erase/erase.ts";
import { forget, type Forgetting } from "../../../upkeep/forget/forget.ts";
import type { RunSummary } from "../../../ingest/summary.ts";
import { total } from "../../../common/total.ts";
import {
  dirtySeason,
  sessionGaps,
  withReadableText,
} from "../../support/events/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
  type DatabaseState,
} from "../../support/database/database-state.ts";
import { setSessionGap } from "../../support/database/session-gap.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import {
  asFile,
  ingestContents,
  NEVER,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import { DEFAULT_SESSION_GAP } from "../../support/oracle/build-tables.ts";
import { RetentionModel } from "../../support/oracle/retention-model.ts";
import {
  USERS,
  MIDNIGHT,
  SEASON_COUNTRIES,
  SEASON_NOW,
} from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 1);

/** The day that begins in the middle of what happens. */
const MIDDLE = dayOf(MIDNIGHT);

const moveTo = (store: Store, horizon: number): Promise<Forgetting> =>
  forget(store, { horizon, dryRun: false }, SILENT, NEVER);

function expectBalance({ accepted, rejected, blank, lines }: RunSummary): void {
  const count = total(rejected.map(({ count }) => count));
  expect(accepted + count + blank).to.equal(lines);
}

/** One run, and where the horizon is moved after it. */
interface Step {
  readonly lines: readonly Buffer[];
  readonly horizon: number | null;
}

/** A season cut into runs, with horizons between them. */
function steps(sessionGap?: number): fc.Arbitrary<Step[]> {
  const horizon = fc.constantFrom(
    ...[null, null, MIDDLE - 1, MIDDLE, MIDDLE, MIDDLE, MIDDLE + 1],
  );
  const cut = fc.record({ at: fc.nat({ max: 120 }), horizon });
  return fc
    .tuple(
      dirtySeason(sessionGap),
      fc.array(cut, { minLength: 1, maxLength: 4 }),
      horizon,
    )
    .map(([lines, cuts, last]) => {
      const inOrder = cuts.toSorted((a, b) => a.at - b.at);
      return [...inOrder, { at: lines.length, horizon: last }].map(
        ({ at, horizon }, index) => ({
          lines: withReadableText(lines.slice(inOrder[index - 1]?.at ?? 0, at)),
          horizon,
        }),
      );
    });
}

describe("forgetting", function () {
  this.timeout(3_600_000);
  const database = lendDatabase();
  afterEach(() => setSessionGap(database.store, DEFAULT_SESSION_GAP));

  it("leaves everything from the horizon on as if nothing was forgotten, and the rest unchanged", () =>
    fc.assert(
      fc.asyncProperty(
        sessionGaps().chain((gap) => fc.tuple(fc.constant(gap), steps(gap))),
        fc.integer({ min: 40, max: 1000 }),
        async ([sessionGap, steps], rowsPerSlice) => {
          const { store } = database;
          await emptyDatabase(store);
          await setSessionGap(store, sessionGap);
          const model = new RetentionModel({
            countries: SEASON_COUNTRIES,
            now: SEASON_NOW,
            sessionGap,
          });
          for (const { lines, horizon } of steps) {
            model.ingest(lines);
            expectBalance(await ingestContents(store, [asFile(lines)]));
            if (horizon === null) continue;
            model.forget(horizon);
            await moveTo(store, horizon);
            const state = inOrder(await readState(store));
            expect(state).to.deep.equal(inOrder(model.expected()));
            await expectSound(store, rowsPerSlice);
          }
          const before = inOrder(await readState(store));
          expect(before).to.deep.equal(inOrder(model.expected()));
          await expectSound(store, rowsPerSlice);

          for (const { lines } of steps) {
            const again = await ingestContents(store, [asFile(lines)]);
            expect(again.accepted + again.admitted).to.equal(0);
          }
          const after = inOrder(await readState(store));
          const noLines = { rejectedByReason: 0, lateDetails: 0 };
          expect({ ...after, ...noLines }).to.deep.equal({
            ...before,
            ...noLines,
          });
          await expectSound(store, rowsPerSlice);
        },
      ),
      { numRuns: CASES, endOnFailure: true },
    ));

  it("keeps the sessions of others when a user is erased", () =>
    fc.assert(
      fc.asyncProperty(
        steps(),
        fc.constantFrom(...USERS),
        async (steps, user) => {
          const { store } = database;
          await emptyDatabase(store);
          for (const { lines, horizon } of steps) {
            await ingestContents(store, [asFile(lines)]);
            if (horizon !== null) await moveTo(store, horizon);
          }
          const before = sessionsOf(await readState(store), user);
          const erased = await erase(
            store,
            { userId: user },
            SILENT,
            NEVER,
          ).catch((error: unknown) =>
            expect(error).to.include({ kind: "not_found" }),
          );
          const after = sessionsOf(await readState(store), user);
          expect(after.others).to.deep.equal(before.others);
          expect(after.own).to.deep.equal([]);
          await expectSound(store);
          if (!erased) return;
          for (const { lines } of steps) {
            const again = await ingestContents(store, [asFile(lines)]);
            expect(again.accepted + again.admitted).to.equal(0);
          }
          await expectSound(store);
        },
      ),
      { numRuns: Math.ceil(CASES / 2), endOnFailure: true },
    ));
});

/** The sessions of a user and of all others, and their sums. */
function sessionsOf({ sessions, sessionData }: DatabaseState, user: string) {
  const rows = [...sessions, ...sessionData];
  const written = (some: typeof rows) =>
    some.map((row) => JSON.stringify(row)).sort();
  return {
    own: written(rows.filter(({ user_id }) => user_id === user)),
    others: written(rows.filter(({ user_id }) => user_id !== user)),
  };
}
