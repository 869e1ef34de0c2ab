import { expect } from "chai";
import { recover } from "../../runs/publish/publish.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { emptyDatabase } from "../support/database/database-state.ts";
import { publishAs } from "../support/database/publish-as.ts";
import { shardCount } from "../support/test-engine.ts";
import { lendDatabase } from "../support/database/with-database.ts";

const TABLE = "event_ids";

describe("a move interrupted by the death of the engine", () => {
  // What it does to the parts of a table, it does on one server.
  before(function () {
    if (shardCount > 1) this.skip();
  });
  const database = lendDatabase();

  /** Leaves a run half published, of which `move` moves three parts. */
  async function leave(move: (store: Store) => Promise<void>): Promise<Store> {
    const { store } = database;
    await emptyDatabase(store);
    // The parts are moved one by one below: a merge would replace them.
    const sql = `SYSTEM STOP MERGES change_${TABLE}`;
    await store.command({ name: "stop-merges", sql });
    await publishAs(store, 1, () => insert(store, TABLE, 100));
    for (const id of [201, 202, 203])
      await insert(store, `change_${TABLE}`, id);
    const [{ block } = { block: 0 }] = await store.rows<{ block: number }>({
      name: "newest-block",
      sql: `SELECT max(max_block_number) AS block FROM system.parts WHERE database = currentDatabase() AND table = '${TABLE}'`,
    });
    await store.command({
      name: "ledger-publishing",
      sql: `INSERT INTO ledger (run_id, state, changed_at, blocks) SELECT 2, 'publishing', now64(3), map('${TABLE}', ${block})`,
    });
    await move(store);
    return store;
  }

  const cases: Record<string, (store: Store) => Promise<void>> = {
    "before anything was added": () => Promise.resolve(),
    "between two parts that it adds": (store) => addOnly(store, [201]),
    "before the last part that it adds": (store) => addOnly(store, [201, 202]),
    "between adding and taking away": (store) =>
      addOnly(store, [201, 202, 203]),
    "between two parts that it takes away": async (store) => {
      await addOnly(store, [201, 202, 203]);
      await remove(store, [202]);
    },
    "and whose parts were merged since": async (store) => {
      await addOnly(store, [201, 202, 203]);
      await store.command({
        name: "merge",
        sql: `OPTIMIZE TABLE ${TABLE} FINAL`,
      });
    },
  };
  for (const [when, move] of Object.entries(cases))
    it(`${when} is completed, and no row is doubled or missing`, async () => {
      const store = await leave(move);
      await recover(store);
      expect(await idsOf(store, TABLE)).to.deep.equal([100, 201, 202, 203]);
      expect(await idsOf(store, `change_${TABLE}`)).to.deep.equal([]);
    });

  it("is completed if the completion was interrupted too", async () => {
    const store = await leave((store) => addOnly(store, [201, 202]));
    await dropFirst(store);
    await recover(store);
    expect(await idsOf(store, TABLE)).to.deep.equal([100, 201, 202, 203]);
  });
});

/** Inserts a row as its own part. */
async function insert(store: Store, table: string, id: number): Promise<void> {
  await store.command({
    name: "insert",
    sql: `INSERT INTO ${table} (event_id) VALUES (${id})`,
  });
}

/** Adds those parts alone, and leaves all of them in the change table. */
async function addOnly(store: Store, ids: readonly number[]): Promise<void> {
  const others = (await partsOf(store)).filter(({ id }) => !ids.includes(id));
  for (const { name } of others) await alter(store, `DETACH PART '${name}'`);
  await store.command({
    name: "add-parts",
    sql: `ALTER TABLE ${TABLE} ATTACH PARTITION tuple() FROM change_${TABLE}`,
  });
  for (const { name } of others) await alter(store, `ATTACH PART '${name}'`);
}

async function remove(store: Store, ids: readonly number[]): Promise<void> {
  for (const { name, id } of await partsOf(store))
    if (ids.includes(id)) await alter(store, `DROP PART '${name}'`);
}

/** Removes the first part that a move has added. */
async function dropFirst(store: Store): Promise<void> {
  const [part] = await store.rows<{ name: string }>({
    name: "first-added",
    sql: `SELECT _part AS name FROM ${TABLE} WHERE event_id = 201`,
  });
  await store.command({
    name: "drop-first",
    sql: `ALTER TABLE ${TABLE} DROP PART '${part?.name}'`,
  });
}

function alter(store: Store, change: string): Promise<void> {
  return store.command({
    name: "alter-change-table",
    sql: `ALTER TABLE change_${TABLE} ${change}`,
  });
}

/** The parts of the change table. */
function partsOf(store: Store): Promise<{ name: string; id: number }[]> {
  return store.rows({
    name: "parts",
    sql: `SELECT _part AS name, toUInt32(event_id) AS id FROM change_${TABLE}`,
  });
}

async function idsOf(store: Store, table: string): Promise<number[]> {
  const rows = await store.rows<{ id: number }>({
    name: "ids",
    sql: `SELECT toUInt32(event_id) AS id FROM ${table} ORDER BY id`,
  });
  return rows.map(({ id }) => id);
}
