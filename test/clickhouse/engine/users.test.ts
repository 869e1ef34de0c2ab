import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Engine } from "../../../clickhouse/engine/use-engine.ts";
import { testEngine, type TestEngine } from "../../support/test-engine.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { answer, ask } from "./engines.ts";

const ATTEMPTS = 20;

/** Statements that only read, but not from the databases of the directory. */
const ELSEWHERE = [
  "SELECT * FROM file('/etc/passwd', 'LineAsString')",
  "SELECT * FROM file('../engine/note.json', 'LineAsString')",
  "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
  "SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'LineAsString')",
  "SELECT * FROM azureBlobStorage('http://127.0.0.1:1/', 'a', 'b', 'c', 'd', 'CSV', 'auto', 'a String')",
  "SELECT * FROM remote('127.0.0.1:1', 'system', 'one')",
  "SELECT * FROM executable('id', 'LineAsString', 'a String')",
  "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
  "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
  "SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'e String')",
  "SELECT * FROM sqlite('/etc/passwd', 'a')",
  "SELECT * FROM filesystem('/etc')",
  "SELECT * FROM default.`/etc/passwd`",
  "SELECT * FROM default.`../engine/note.json`",
  "SELECT * FROM system.users",
  "SELECT * FROM system.grants",
  "SELECT * FROM system.parts",
  "SELECT * FROM system.processes",
  "SELECT * FROM system.server_settings",
  "SHOW CREATE USER touchline",
];

/** Statements that change something, or would. */
const CHANGES = [
  "CREATE TABLE made (i UInt8) ENGINE = Memory",
  "CREATE TEMPORARY TABLE made (i UInt8)",
  "CREATE VIEW made AS SELECT 1",
  "CREATE DATABASE made",
  "CREATE FUNCTION made AS x -> x",
  "CREATE USER made",
  "INSERT INTO ledger SELECT * FROM ledger",
  "INSERT INTO FUNCTION file('made.csv') SELECT 1",
  "ALTER TABLE ledger DELETE WHERE 1",
  "DELETE FROM runs WHERE 1",
  "TRUNCATE TABLE ledger",
  "DROP TABLE ledger",
  "RENAME TABLE ledger TO made",
  "OPTIMIZE TABLE ledger",
  "GRANT ALL ON *.* TO reader",
  "KILL QUERY WHERE 1",
  "SYSTEM STOP MERGES runs",
  "SYSTEM SHUTDOWN",
  "BACKUP TABLE ledger TO File('/tmp/made')",
  "SET readonly = 0",
  "SELECT 1 SETTINGS readonly = 0",
];

/** The system tables that a user without a right to them reads. */
const SHOWN_TO_ALL = [
  ...["aggregate_function_combinators", "collations", "columns"],
  ...["completions", "contributors", "current_roles", "data_type_families"],
  ...["database_engines", "databases", "dictionary_layouts", "disk_types"],
  ...["enabled_roles", "formats", "functions", "licenses", "one", "privileges"],
  ...["quota_usage", "settings", "table_engines", "table_functions", "tables"],
  "time_zones",
];

const REFUSED =
  /\((ACCESS_DENIED|READONLY|SETTING_CONSTRAINT_VIOLATION|QUERY_IS_PROHIBITED)\)/;

describe("the users of an engine", function () {
  this.timeout(60_000);
  const database = lendDatabase();
  let engine: TestEngine;
  let reader: Engine["reader"];

  before(async () => {
    engine = await testEngine();
    const [row] = await database.store.rows<{ name: string }>({
      name: "database",
      sql: "SELECT currentDatabase() AS name",
    });
    reader = { ...engine.reader, database: row?.name ?? "" };
  });

  const askReader = (sql: string, settings = "") =>
    ask(reader, sql, `database=${reader.database}&${settings}`);

  describe("default", () => {
    it("cannot log in over HTTP, however often it tries", async () => {
      const { url } = engine.admin;
      const attempts = Array.from({ length: ATTEMPTS }, () =>
        ask({ url, user: "default", password: "" }, "SELECT 1"),
      );
      for (const { status, text } of await Promise.all(attempts)) {
        expect(status).to.equal(500);
        expect(text).to.contain("(USER_SESSION_LIMIT_EXCEEDED)");
      }
      // A connection without a user name is this one.
      const response = await fetch(`${url}/?query=SELECT+1`);
      expect(response.status).to.equal(500);
      await response.text();
    });
  });

  describe("reader", () => {
    it("reads the databases of the directory", async () => {
      expect(
        (await askReader("SELECT count() FROM runs")).text.trim(),
      ).to.equal("0");
      expect((await askReader("SHOW TABLES")).text).to.contain("session_data");
      expect((await askReader("DESCRIBE TABLE ledger")).status).to.equal(200);
    });

    it("cannot log in without its password", async () => {
      for (const user of ["reader", "touchline"]) {
        const { text } = await ask(
          { ...reader, user, password: "" },
          "SELECT 1",
        );
        expect(text).to.contain("(AUTHENTICATION_FAILED)");
      }
    });

    for (const sql of ELSEWHERE)
      it(`cannot run ${sql}`, async () => {
        const { text } = await askReader(sql);
        expect(text).to.match(REFUSED);
      });

    for (const sql of CHANGES)
      it(`cannot run ${sql}`, async () => {
        const { text } = await askReader(sql);
        expect(text).to.match(REFUSED);
      });

    it("cannot read files with table functions", async () => {
      for (const call of [
        "file('/etc/passwd')",
        "file('../engine/note.json')",
        "file('/etc/passwd', NULL)",
        "arrayMap(file, ['/etc/passwd'])",
        "arrayMap(path -> file(path), ['/etc/passwd'])",
      ])
        for (const settings of ["", "enable_analyzer=0"]) {
          const { status, text } = await askReader(`SELECT ${call}`, settings);
          expect(status, text).not.to.equal(200);
          expect(text).not.to.contain("root:");
        }
      expect((await askReader("SELECT file('/etc/passwd')")).text).to.contain(
        "the function file() is not allowed",
      );
    });

    it("can read the system tables that ClickHouse shows to all users", async () => {
      const names = await answer(
        engine.admin,
        "SELECT name FROM system.tables WHERE database = 'system' ORDER BY name",
      );
      const readable: string[] = [];
      for (const name of names.split("\n")) {
        const sql = `SELECT * FROM system.\`${name}\` LIMIT 1`;
        const { status } = await askReader(sql);
        if (status === 200) readable.push(name);
      }
      expect(readable).to.deep.equal(SHOWN_TO_ALL);
    });

    it("cannot read the logs of other users' queries", async () => {
      expect((await askReader("SELECT * FROM system.query_log")).text).to.match(
        /\((UNKNOWN_TABLE|ACCESS_DENIED)\)/,
      );
    });

    it("cannot write files on the engine's machine", async () => {
      const { text } = await askReader("SELECT 1 INTO OUTFILE 'made.csv'");
      expect(text).to.contain("INTO OUTFILE is not allowed");
      for (const folder of ["spool", "clickhouse"])
        expect(existsSync(join(engine.home, folder, "made.csv"))).to.equal(
          false,
        );
    });

    it("cannot lift its limits", async () => {
      for (const setting of [
        "readonly=0",
        "max_execution_time=301",
        "max_execution_time=0",
        "max_memory_usage=0",
        `max_memory_usage=${2 ** 40}`,
      ])
        expect((await askReader("SELECT 1", setting)).text, setting).to.match(
          REFUSED,
        );
      expect(
        (await askReader("SELECT 1", "max_execution_time=5")).text,
      ).to.equal("1\n");
    });

    it("cannot kill statements of others", async () => {
      const long = answer(engine.admin, "SELECT sleep(1)");
      const { text } = await askReader(
        "KILL QUERY WHERE user = 'touchline' SYNC",
      );
      expect(text).to.match(REFUSED);
      expect(await long).to.equal("0");
    });
  });
});
