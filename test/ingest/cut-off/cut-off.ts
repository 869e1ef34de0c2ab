import { expect } from "chai";
import { readHorizon } from "../../../runs/ledger.ts";
import { recover } from "../../../runs/publish/publish.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { forget } from "../../../upkeep/forget/forget.ts";
import { watchStore } from "../../crash/child/watch-store.ts";
import { inOrder, readState } from "../../support/database/database-state.ts";
import { expectSound } from "../../support/database/expect-sound.ts";
import {
  asFile,
  ingestContents,
  NEVER,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import { withDatabase } from "../../support/database/with-database.ts";
import {
  eraseUser,
  LINES,
  tablesWithId,
  WINNER,
} from "../../upkeep/erase/erasure.ts";
import {
  EARLIER,
  HORIZON,
  ping,
  registered,
  toLine,
} from "../../upkeep/forget/lend-retention.ts";

/** A change of a database that must take effect completely or not at all. */
interface Change {
  readonly ingest: (store: Store) => Promise<unknown>;
  readonly perform: (store: Store) => Promise<unknown>;
  /** Whether it took effect; expects that nothing changed otherwise. */
  readonly isDone: (store: Store, whole: unknown) => Promise<boolean>;
}

export const CHANGES: Record<string, Change> = {
  erasure: {
    ingest: (store) => ingestContents(store, [asFile(LINES)]),
    perform: (store) => eraseUser(store, WINNER),
    async isDone(store, whole) {
      await expectSound(store);
      if ((await tablesWithId(store, WINNER)).length === 0) return true;
      expect(inOrder(await readState(store))).to.deep.equal(whole);
      return false;
    },
  },
  forgetting: {
    ingest(store) {
      const events = [registered(), ping(-1000), ping(-30), ping(10)];
      const file = asFile(["{}", ...events].map(toLine));
      return ingestContents(store, [file], { now: EARLIER });
    },
    perform(store) {
      const request = { horizon: HORIZON, dryRun: false };
      return forget(store, request, SILENT, NEVER);
    },
    async isDone(store) {
      const [row] = await store.query<{ pings: number; lines: number }>({
        name: "left",
        sql: "SELECT (SELECT count() FROM session_pings) AS pings, (SELECT count() FROM rejected_events) AS lines",
      });
      const isDone = (await readHorizon(store)) === HORIZON;
      expect([Number(row?.pings), Number(row?.lines)]).to.deep.equal(
        isDone ? [2, 0] : [3, 1],
      );
      return isDone;
    },
  },
};

/**
 * Interrupts a change after each of the numbers of steps that `choose` selects,
 * given the names of all steps.
 */
export async function expectAllOrNothing(
  { ingest, perform, isDone }: Change,
  choose: (steps: readonly string[]) => readonly number[],
): Promise<void> {
  const taken: string[] = [];
  const endAfter = (steps: number) =>
    withDatabase(async (store) => {
      await ingest(store);
      const whole = inOrder(await readState(store));
      let left = steps;
      const dying = watchStore(store, (step, call) => {
        if (steps === Infinity) taken.push(step);
        if (left-- > 0) return call();
        throw new Error("the process ends here");
      });
      const reported = await perform(dying).catch(() => undefined);
      // The next process does this when it opens the database.
      await recover(store);
      const done = await isDone(store, whole);
      return { done, reported: reported !== undefined };
    });
  expect(await endAfter(Infinity)).to.deep.equal({
    done: true,
    reported: true,
  });
  const entered = taken.indexOf("ledger-publishing");
  for (const steps of choose(taken))
    expect(await endAfter(steps), `${steps} steps`).to.deep.equal({
      done: steps > entered,
      reported: false,
    });
}
