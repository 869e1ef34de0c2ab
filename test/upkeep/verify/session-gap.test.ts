import { expect } from "chai";
import fc from "fast-check";
import { readSessionGap } from "../../../runs/session-gap.ts";
import { recover } from "../../../runs/publish/publish.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { dayOf } from "../../../common/days.ts";
import { messageOf } from "../../../common/errors.ts";
import { forget } from "../../../upkeep/forget/forget.ts";
import { verify } from "../../../upkeep/verify/verify.ts";
import { dirtySeason, sessionGaps } from "../../support/events/arbitraries.ts";
import {
  emptyDatabase,
  inOrder,
  readState,
} from "../../support/database/database-state.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import {
  asFile,
  ingestContents,
  NEVER,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import { runOracle } from "../../support/oracle/oracle.ts";
import {
  MIDNIGHT,
  SEASON_COUNTRIES,
  SEASON_NOW,
} from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 1);

/** Repairs with another session gap, in seconds. */
const repair = (store: Store, sessionGap: number) =>
  verify(store, { repair: true, sessionGap }, SILENT, NEVER);

const judge = (lines: readonly Buffer[], sessionGap: number) =>
  runOracle(lines, {
    ...{ countries: SEASON_COUNTRIES, now: SEASON_NOW, sessionGap },
  });

/** A store whose process ends when it sends this statement. */
const endingAt = (store: Store, name: string): Store => ({
  ...store,
  command: (statement) =>
    statement.name === name
      ? Promise.reject(new Error("crash"))
      : store.command(statement),
});

describe("a repair with another session gap", function () {
  this.timeout(3_600_000);
  const database = lendDatabase();

  it("leaves what one run with that gap leaves, and later runs keep it", () =>
    fc.assert(
      fc.asyncProperty(
        sessionGaps().chain((gap) =>
          fc.tuple(fc.constant(gap), dirtySeason(gap)),
        ),
        fc.integer({ min: 40, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async ([gap, lines], rowsPerSlice, share) => {
          const { store } = database;
          await emptyDatabase(store);
          const cut = Math.round(share * lines.length);
          await ingestContents(store, [asFile(lines.slice(0, cut))]);
          const request = { repair: true, sessionGap: gap, rowsPerSlice };
          await verify(store, request, SILENT, NEVER);
          expect(await readSessionGap(store)).to.equal(gap);
          await expectSound(store);
          await ingestContents(store, [asFile(lines.slice(cut))]);
          expect(inOrder(await readState(store))).to.deep.equal(
            inOrder(judge(lines, gap)),
          );
          await expectSound(store);
        },
      ),
      { numRuns: CASES },
    ));

  describe("whose process ends", () => {
    const [lines = []] = fc.sample(dirtySeason(), { seed: 7, numRuns: 1 });
    beforeEach(async () => {
      await emptyDatabase(database.store);
      await ingestContents(database.store, [asFile(lines)]);
    });

    for (const [when, statement, gap] of [
      ["before it publishes", "ledger-publishing", 60],
      ["while it publishes", "exchange-rebuilt", 300],
    ] as const)
      it(`${when} leaves ${gap === 60 ? "the old" : "the new"} gap and its sessions`, async () => {
        const { store } = database;
        await repair(endingAt(store, statement), 300).catch(() => undefined);
        await store.asWriter(() => recover(store));
        expect(await readSessionGap(store)).to.equal(gap);
        expect(inOrder(await readState(store))).to.deep.equal(
          inOrder(judge(lines, gap)),
        );
        await expectSound(store);
      });

    it("is refused if session pings were forgotten", async () => {
      const { store } = database;
      const horizon = dayOf(MIDNIGHT);
      await forget(store, { horizon, dryRun: false }, SILENT, NEVER);
      expect(await repair(store, 300).then(() => "done", messageOf)).to.equal(
        "session pings from before 2024-10-10 were forgotten, so their sessions cannot be computed with another gap: ingest the files into a new database, with SESSION_GAP set",
      );
      await repair(store, 60);
      await expectSound(store);
    });
  });
});
