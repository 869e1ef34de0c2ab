import { expect } from "chai";
import { migrate } from "../../runs/migrate.ts";
import { recover } from "../../runs/publish/publish.ts";
import type { Shard, Store } from "../../clickhouse/connection/store.ts";
import { changeTable, LEDGER } from "../../clickhouse/schema/tables.ts";
import { TouchlineError } from "../../common/errors.ts";
import {
  compareDumps,
  dumpTables,
  type TableDump,
} from "../crash/laboratory/dump-tables.ts";
import { emptyDatabase } from "../support/database/database-state.ts";
import { buildPing, buildRegistration } from "../support/events/events.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { SEASON_NOW } from "../support/season/cast.ts";
import { lendDatabase } from "../support/database/with-database.ts";

const event_timestamp = SEASON_NOW - 60;

function ingestEvent(store: Store, event: object) {
  return ingestContents(store, [asFile([Buffer.from(JSON.stringify(event))])]);
}

/** A ping that must wait, and a run that only takes it back. */
async function admitPing(store: Store, publisher = store): Promise<void> {
  const ping = buildPing({}, { event_id: 1, event_timestamp });
  const registration = buildRegistration({}, { event_id: 2, event_timestamp });
  await ingestEvent(store, ping);
  await ingestEvent(publisher, registration);
}

/** Files with the same content are not the same files. */
function withoutRuns(dump: TableDump): TableDump {
  return new Map([...dump].filter(([table]) => table !== LEDGER));
}

/** The message of a failure, which must be expected. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    expect(error).to.be.instanceOf(TouchlineError);
    return (error as TouchlineError).message;
  }
  throw new Error("nothing failed");
}

/** The same store, whose shards move rows so. */
const movingBy = (
  store: Store,
  move: (shard: Shard, from: string, to: string) => Promise<void>,
): Store => ({
  ...store,
  shards: store.shards.map((shard) => ({
    ...shard,
    moveRows: (from, to) => move(shard, from, to),
  })),
});

describe("recovering a half published run", () => {
  const database = lendDatabase();
  beforeEach(() => emptyDatabase(database.store));

  it("does not move rows twice that the engine has merged away", async () => {
    const { store } = database;
    await admitPing(store);
    const expected = withoutRuns(await dumpTables(store));
    await emptyDatabase(store);

    let moves = 0;
    const crashing = movingBy(store, async (shard, from, to) => {
      if (to !== "signed_held_events" || moves++ > 0)
        return shard.moveRows(from, to);
      // As after a crash: the rows are in both tables.
      await shard.command({
        name: "half-a-move",
        sql: `ALTER TABLE ${to} ATTACH PARTITION tuple() FROM ${from}`,
      });
      await shard.command({
        name: "merge",
        sql: `OPTIMIZE TABLE ${to} FINAL`,
      });
      throw new Error("crash");
    });
    try {
      await admitPing(store, crashing);
    } catch {
      // and the run was completed at once
    }
    expect(moves).to.equal(1);
    const actual = withoutRuns(await dumpTables(store));
    expect(compareDumps(actual, expected)).to.deep.equal([]);
  });

  it("keeps readers waiting until it is done", async () => {
    const { store } = database;
    const refusing = movingBy(store, (shard, from, to) =>
      to === "signed_registration_data"
        ? Promise.reject(new TouchlineError("database_failed", "refused"))
        : shard.moveRows(from, to),
    );
    expect(await failureOf(admitPing(store, refusing))).to.equal("refused");
    const versionOf = () =>
      store.snapshot((version) => Promise.resolve(version));
    expect(await failureOf(versionOf())).to.match(
      /^(a run could not be published|run 2 was left half published)/,
    );
    await recover(store);
    expect(await versionOf()).to.equal(2);
  });
});

describe("a database of a newer version", () => {
  const database = lendDatabase();
  beforeEach(() => emptyDatabase(database.store));

  it("is not changed if a run is in an unknown state", async () => {
    const { store } = database;
    await admitPing(store);
    await store.command({
      name: "newer-run",
      sql: "INSERT INTO ledger (run_id, state) VALUES (3, 'archived')",
    });
    const prepared = changeTable("event_ids");
    await store.command({
      name: "prepare",
      sql: `INSERT INTO ${prepared} VALUES (5, 3)`,
    });
    const before = await dumpTables(store);
    const message =
      "run 3 in this database is in the state 'archived', which this Touchline does not know: use the newer Touchline that wrote it";
    expect(await failureOf(recover(store))).to.equal(message);
    expect(await failureOf(ingestEvent(store, {}))).to.equal(message);
    expect(compareDumps(await dumpTables(store), before)).to.deep.equal([]);
    expect(before.get(prepared)).to.have.length(1);
  });

  it("is not changed if its schema is newer", async () => {
    const { store } = database;
    await admitPing(store);
    const before = await dumpTables(store);
    await store.command({
      name: "newer-schema",
      sql: "INSERT INTO migrations (number, file) VALUES (9999, '9999_later.sql')",
    });
    expect(await failureOf(migrate(store))).to.match(
      /^the database has schema version 9999, and this Touchline knows versions up to \d+: use the newer Touchline that made it$/,
    );
    expect(compareDumps(await dumpTables(store), before)).to.deep.equal([]);
  });
});
