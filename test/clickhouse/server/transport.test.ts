import { inspect } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { TIMEOUTS, type Endpoint } from "../../../clickhouse/endpoint.ts";
import { openServerReader } from "../../../clickhouse/server.ts";
import type { Store } from "../../../clickhouse/store.ts";
import type { TouchlineError } from "../../../common/errors.ts";
import { FRONT_USERS } from "../../support/front/with-front.ts";
import { withServer, type LentServer } from "./lend-server.ts";

/** As many as a client has sockets. */
const AT_ONCE = 16;

/** By then the server has closed idle connections, and this process has not. */
const BUSY_MILLISECONDS = 6000;

const PASSWORD = FRONT_USERS.touchline.password;

/** Statements that a single lost answer fails: none goes twice. */
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

async function openWithTable({ open }: LentServer): Promise<Store> {
  const store = await open();
  await store.command({
    name: "create-kept",
    sql: "CREATE TABLE kept (row UInt8) ENGINE = MergeTree ORDER BY row",
  });
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

  it("may be closed by it while nobody uses them", () =>
    withServer(async (server) => {
      const store = await openWithTable(server);
      await addRows(store);
      await server.front.closeIdle();
      await sleep(50);
      await addRows(store);
      expect(await countRows(store)).to.equal(2 * AT_ONCE);
    }));

  it("may be closed by it while some are in use", () =>
    withServer(async (server) => {
      const store = await openWithTable(server);
      await addRows(store);
      const long = store.rows({ name: "long", sql: "SELECT sleep(1)" });
      await sleep(200);
      await server.front.closeIdle();
      await sleep(50);
      await addRows(store);
      expect(await long).to.have.length(1);
      expect(await countRows(store)).to.equal(2 * AT_ONCE);
    }));

  it("may be closed by it while this process is too busy to see it", () =>
    withServer(async (server) => {
      const store = await openWithTable(server);
      await addRows(store);
      const cell = new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(cell, 0, 0, BUSY_MILLISECONDS);
      await addRows(store);
      expect(await countRows(store)).to.equal(2 * AT_ONCE);
    }));

  it("are waited on for as long as was agreed, and then named", () =>
    withServer(async ({ front }) => {
      const reader = openServerReader(endpointOf(front.url), {
        ...TIMEOUTS,
        read: 300,
      });
      await front.inject({ kind: "stall", times: 100 });
      const failure = await failureOf(
        reader.query({ name: "a-question", sql: "SELECT 1" }),
      );
      expect(failure.kind).to.equal("database_unavailable");
      expect(failure.message).to.equal(
        `a-question: ClickHouse at ${front.url} did not answer to the end (Timeout error.): run the command again; what it may have published is not published twice`,
      );
      // The first, and two more.
      expect(front.injected).to.have.length(3);
      await reader.close();
    }));

  it("never show the password in what is thrown, whatever fails", () =>
    withServer(async ({ front, open }) => {
      const short = { ...TIMEOUTS, read: 300, write: 300, control: 300 };
      const ask = async (sql = "SELECT 1", password = PASSWORD) => {
        const reader = openServerReader(
          { ...endpointOf(front.url), password },
          short,
        );
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
        await front.inject({ kind, times: 100 });
        await ask();
        await front.heal();
      }
      await ask("SELECT 1", "no-such-password");
      await front.down();
      await ask();
      await front.up();
      const store = await open();
      const refused = await failureOf(
        store.command({ name: "broken", sql: "BROKEN" }),
      );
      expect(refused.kind).to.equal("database_failed");
      expect(inspect(refused, { depth: 20 })).not.to.contain(PASSWORD);
    }));
});

function endpointOf(url: string): Endpoint {
  return { url, database: "game", user: "touchline", password: PASSWORD };
}
