import { expect } from "chai";
import { readHorizon } from "../../../runs/ledger.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { forgetOld } from "../../../cli/forget/forget-old.ts";
import { buildPing, writeUsual } from "../../support/events/events.ts";
import {
  asFile,
  ingestContents,
  NEVER,
} from "../../support/command/ingest-lines.ts";
import { PING } from "../../support/command/lend-workspace.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

/** Sixty days after the one ping, on the day of the other. */
const now = Date.parse("2024-12-08T12:00:00Z");

const RECENT = writeUsual(
  buildPing({}, { event_id: 3, event_timestamp: now / 1000 }),
);

const toLine = (line: string) => Buffer.from(line);

describe("forgetting after a run", () => {
  const database = lendDatabase();

  before(() =>
    ingestContents(database.store, [asFile([PING, RECENT].map(toLine))], {
      now,
    }),
  );

  async function saidBy(store: Store, days: number): Promise<string[]> {
    const messages: string[] = [];
    await forgetOld(store, { days, now }, NEVER, (text) => messages.push(text));
    return messages;
  }

  it("reports what prevents it, and leaves it to the next run", async () => {
    const full: Store = {
      ...database.store,
      session: () =>
        Promise.reject(new TouchlineError("database_failed", "no room")),
    };
    expect(await saidBy(full, 30)).to.deep.equal([
      "Old raw events were not forgotten (no room): the next run forgets them.",
    ]);
    expect(await readHorizon(database.store)).to.equal(0);
    expect(await saidBy(database.store, 30)).to.deep.equal([
      "Run 2 has forgotten the raw events from before 2024-11-08: 1 session pings, 0 rejected lines.",
    ]);
  });

  it("reports nothing if nothing is due, or days reach back before time", async () => {
    expect(await saidBy(database.store, 30)).to.deep.equal([]);
    expect(await saidBy(database.store, 36_500)).to.deep.equal([]);
  });
});
