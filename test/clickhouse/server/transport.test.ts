import { inspect } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { TIMEOUTS } from "../../../clickhouse/connection/endpoint.ts";
import { makeSpoolFolder } from "../../../runs/spool-folder.ts";
import { openStore, openReader } from "../../../runs/open-store.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import type { TouchlineError } from "../../../common/errors.ts";
import { NOBODY } from "../../support/database/database-pool.ts";
import {
  withEngineCluster,
  type ClusterNode,
} from "../../support/database/engine-cluster.ts";
import { withFolder } from "../../support/command/folders.ts";
import { withServer, type LentServer } from "./lend-server.ts";

/** As many as a client has sockets. */
const AT_ONCE = 16;

/** By then the server has closed idle connections, and this process has not. */
const KEEP_SECONDS = 2;
const BUSY_MILLISECONDS = 3500;

/** Statements that a single lost answer makes fail: none is repeated. */
async function addRows(store: Store): Promise<void> {
  await Promise.all(
    Array.from({ length: AT_ONCE }, (_, row) =>
      store.command({
        name: "add-row",
        sql: `INSERT INTO kept SELECT ${row}`,
      }),
    ),
  );
}

async function countRows(store: Store): Promise<number> {
  const rows = await store.rows<{ count: number }>({
    name: "count-rows",
    sql: "SELECT count() AS count FROM kept",
  });
  return Number(rows[0]?.count);
}

async function createTable(store: Store): Promise<void> {
  await store.command({
    name: "create-kept",
    sql: "CREATE TABLE kept (row UInt8) ENGINE = MergeTree ORDER BY row",
  });
}

async function openWithTable({ open }: LentServer): Promise<Store> {
  const store = await open();
  await createTable(store);
  return store;
}

async function failureOf(work: Promise<unknown>): Promise<TouchlineError> {
  try {
    await work;
  } catch (error) {
    return error as TouchlineError;
  }
  throw new Error("nothing failed");
}

describe("connections to a server", function () {
  this.timeout(60_000);

  it("may be closed by the server while they are idle", () =>
    withServer(async (server) => {
      const store = await openWithTable(server);
      await addRows(store);
      server.proxy.closeIdle();
      await sleep(50);
      await addRows(store);
      expect(await countRows(store)).to.equal(2 * AT_ONCE);
    }));

  it("may be closed by the server while some are in use", () =>
    withServer(async (server) => {
      const store = await openWithTable(server);
      await addRows(store);
      const long = store.rows({ name: "long", sql: "SELECT sleep(1)" });
      await sleep(200);
      server.proxy.closeIdle();
      await sleep(50);
      await addRows(store);
      expect(await long).to.have.length(1);
      expect(await countRows(store)).to.equal(2 * AT_ONCE);
    }));

  it("may be closed by the server while this process is too busy to notice", () =>
    withFolder((folder) =>
      withEngineCluster(
        {
          shards: 1,
          configure: (xml) =>
            xml.replace(/(?<=<keep_alive_timeout>)\d+/, String(KEEP_SECONDS)),
        },
        async ({ nodes: [node] }) => {
          const store = openStore({
            endpoint: { ...(node as ClusterNode).admin, database: "game" },
            dataDir: folder,
            spoolFolder: makeSpoolFolder(folder),
            contender: NOBODY,
          });
          await store.createDatabase();
          await createTable(store);
          await addRows(store);
          const cell = new Int32Array(new SharedArrayBuffer(4));
          Atomics.wait(cell, 0, 0, BUSY_MILLISECONDS);
          await addRows(store);
          expect(await countRows(store)).to.equal(2 * AT_ONCE);
          await store.close();
        },
      ),
    ));

  it("are awaited for the configured time, then reported", () =>
    withServer(async ({ proxy, reader: endpoint }) => {
      const reader = openReader(endpoint, {
        timeouts: { ...TIMEOUTS, read: 300 },
      });
      proxy.inject({ kind: "stall", times: 100 });
      const failure = await failureOf(
        reader.query({ name: "a-question", sql: "SELECT 1" }),
      );
      expect(failure.kind).to.equal("database_unavailable");
      expect(failure.message).to.equal(
        `a-question: ClickHouse at ${proxy.url} did not answer to the end (Timeout error.): run the command again; what it may have published is not published twice`,
      );
      // The first, and two more.
      expect(proxy.injected).to.have.length(3);
      await reader.close();
    }));

  it("never reveal the password in an error", () =>
    withServer(async ({ proxy, admin, open }) => {
      const timeouts = { ...TIMEOUTS, read: 300, write: 300, control: 300 };
      const ask = async (sql = "SELECT 1", password = admin.password) => {
        const reader = openReader({ ...admin, password }, { timeouts });
        const failure = await failureOf(reader.query({ name: "ask", sql }));
        await reader.close();
        expect(failure.message).to.contain("ClickHouse");
        expect(
          inspect(failure, { depth: 20, showHidden: true }),
        ).not.to.contain(password);
      };
      for (const kind of [
        "reset",
        "stall",
        "unavailable",
        "overloaded",
      ] as const) {
        proxy.inject({ kind, times: 100 });
        await ask();
        proxy.heal();
      }
      await ask("SELECT 1", "no-such-password");
      await proxy.down();
      await ask();
      await proxy.up();
      const store = await open();
      const refused = await failureOf(
        store.command({ name: "broken", sql: "BROKEN" }),
      );
      expect(refused.kind).to.equal("database_failed");
      expect(inspect(refused, { depth: 20 })).not.to.contain(admin.password);
    }));
});
