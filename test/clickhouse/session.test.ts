import { expect } from "chai";
import { Connection } from "../../clickhouse/connection/connection.ts";
import type { Endpoint } from "../../clickhouse/connection/endpoint.ts";
import {
  createRunTable,
  withSession,
  type SessionOptions,
} from "../../clickhouse/connection/session.ts";
import type { Session } from "../../clickhouse/connection/store.ts";
import { createWriter } from "../../clickhouse/connection/writer.ts";
import { messageOf } from "../../common/errors.ts";
import { withEngineCluster } from "../support/database/engine-cluster.ts";
import {
  giveBackDatabase,
  takeDatabase,
} from "../support/database/database-pool.ts";
import { testEngine } from "../support/test-engine.ts";

const OPTIONS: SessionOptions = {
  ...{ readsFiles: true, compress: false },
  ...{ isReplicated: false, isDurable: false },
};

const LIST = {
  name: "tables-in-memory",
  sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'Memory'",
};

const NUMBERS = `${createRunTable("numbers_of_run")} AS SELECT number FROM numbers(3)`;

const fillNumbers = (session: Session, sql = NUMBERS) =>
  session.fill({ name: "fill", sql });

async function withConnection<T>(
  endpoint: Endpoint,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = new Connection(endpoint, {
    ...{ id: "test", timeout: 10_000, delays: [100, 400, 1600] },
  });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Lends a connection to a database without tables in memory. */
async function withOwnDatabase(
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const database = await takeDatabase();
  const { admin } = await testEngine();
  try {
    await withConnection({ ...admin, database }, work);
  } finally {
    await giveBackDatabase(database);
  }
}

const NO_TABLES: unknown[] = [];

describe("a session", function () {
  this.timeout(60_000);

  for (const isReplicated of [false, true])
    it(`has tables until its end${isReplicated ? ", created before they are filled where replicas would each fill them" : ""}`, () =>
      withOwnDatabase(async (connection) => {
        const { rows } = createWriter(connection);
        const options = { ...OPTIONS, isReplicated };
        await withSession(connection, options, async (session) => {
          expect(await fillNumbers(session)).to.equal(true);
          const none = NUMBERS.replaceAll("of_run", "of_none");
          expect(await fillNumbers(session, `${none} WHERE false`)).to.equal(
            false,
          );
          const found = await session.rows({
            name: "count",
            sql: "SELECT count() AS count FROM numbers_of_run",
          });
          expect(found).to.deep.equal([{ count: 3 }]);
        });
        expect(await rows(LIST)).to.deep.equal(NO_TABLES);
      }));

  it("drops its tables where its work fails", () =>
    withOwnDatabase(async (connection) => {
      const failed = await withSession(connection, OPTIONS, async (session) => {
        await fillNumbers(session);
        throw new Error("failed");
      }).catch(messageOf);
      expect(failed).to.equal("failed");
      const { rows } = createWriter(connection);
      expect(await rows(LIST)).to.deep.equal(NO_TABLES);
    }));

  it("drops what one whose process was killed has left, and no other table", () =>
    withOwnDatabase(async (connection) => {
      const { rows, command } = createWriter(connection);
      await command({
        name: "own-table",
        sql: "CREATE TABLE run_of_others (n UInt8) ENGINE = Memory",
      });
      // As when the process ends within its work.
      void withSession(connection, OPTIONS, async (session) => {
        await fillNumbers(session);
        await new Promise(() => undefined);
      });
      while ((await rows(LIST)).length < 3);
      await withSession(connection, OPTIONS, fillNumbers);
      expect(await rows(LIST)).to.deep.equal([{ name: "run_of_others" }]);
      await command({ name: "drop", sql: "DROP TABLE run_of_others SYNC" });
    }));

  it("fails where the server was restarted, which empties its tables", () =>
    withEngineCluster({ shards: 1 }, ({ nodes }) => {
      const [node] = nodes;
      if (!node) throw new Error("a cluster has nodes");
      return withConnection(node.admin, async (connection) => {
        const failed = await withSession(
          connection,
          { ...OPTIONS, isDurable: true },
          async (session) => {
            await fillNumbers(session);
            await node.kill();
            await node.restart();
            return session.rows({
              name: "count",
              sql: "SELECT count() AS count FROM numbers_of_run",
            });
          },
        ).catch(messageOf);
        expect(failed).to.match(
          /^ClickHouse at \S+ was restarted during the run: run the command again; nothing was published$/,
        );
        const { rows } = createWriter(connection);
        expect(await rows(LIST)).to.deep.equal(NO_TABLES);
      });
    }));
});
