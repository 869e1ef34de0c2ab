import { expect } from "chai";
import { migrate } from "../../runs/migrate.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import {
  dropDatabase,
  newDatabaseName,
  openTestStore,
} from "../support/database/database-pool.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import { makeOracleTables } from "../support/oracle/oracle-tables.ts";
import { testEngine } from "../support/test-engine.ts";
import { zeroRuns } from "../support/database/zero-runs.ts";
import { DOCUMENTS, readDocument } from "./documents.ts";

/** Each SELECT in a text: as a block of SQL, in quotes, or in running text. */
const STATEMENT =
  /^```sql\n(?<block>.*?)^```$|(?<mark>["'])(?<quoted>SELECT .*?)\k<mark>|`(?<inline>SELECT [^`]+)`/gms;

const statementsOf = (text: string): string[] =>
  [...text.matchAll(STATEMENT)].map(
    ({ groups: { block, quoted, inline } = {} }) =>
      block ?? quoted ?? inline ?? "",
  );

/** As first reported: with nothing but columns that may be zero. */
const OF_ZEROS = [
  "SELECT avg(time_spent_in_game), count() FROM session_data",
  "SELECT avg(total_points_home), avg(total_points_away), count() FROM match_data",
  "SELECT count() FROM match_data WHERE total_points_away = 0",
  "SELECT count() FROM session_data FINAL",
  "SELECT countIf(time_spent_in_game = 0), countIf(m.total_points_home = 0) FROM session_data AS s LEFT JOIN match_data AS m USING (user_id, date)",
  "SELECT * EXCEPT run_id FROM session_data ORDER BY ALL",
  "SELECT * EXCEPT run_id FROM match_data ORDER BY ALL",
];

const COUNTRIES = new Map([
  ["US", "America/New_York"],
  ["DE", "Europe/Berlin"],
  ["JP", "Asia/Tokyo"],
]);

describe("the statements in the documents", () => {
  const workspace = lendWorkspace();
  // The statements of that page read tables of others: it has a test of its own.
  const documented = DOCUMENTS.filter(
    (file) => file !== "docs/your-data.md",
  ).flatMap((file) => statementsOf(readDocument(file)));
  let store: Store;
  let oracle: Store;
  const oracleName = newDatabaseName();

  before(async () => {
    store = await openTestStore(workspace().database);
    await migrate(store);
    await eachMerging("SYSTEM STOP MERGES {}");
    const files = zeroRuns().map((lines, run) => {
      const text = lines.join("\n");
      return { path: workspace().write(`${run}.jsonl`, text), lines };
    });
    for (const { path } of files)
      expect((await workspace().ingest([path])).status).to.equal(0);
    oracle = await openTestStore(oracleName);
    await oracle.createDatabase();
    await makeOracleTables(oracle, files, COUNTRIES);
    await copyRuns();
  });

  after(async () => {
    await store.close();
    await dropDatabase(oracle, oracleName);
    await oracle.close();
  });

  /** Runs a statement for each table that merges rows. */
  async function eachMerging(sql: string): Promise<void> {
    const tables = await store.rows<{ name: string }>({
      name: "merging",
      sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^(signed|summed)_|^ledger$')",
    });
    for (const { name } of tables)
      await store.command({ name: "merging", sql: sql.replace("{}", name) });
  }

  /** Columns that the oracle does not know: the duration and time of each run. */
  async function copyRuns(): Promise<void> {
    const from = `FROM ${workspace().database}.ledger`;
    await oracle.command({
      name: "copy-runs",
      sql: `CREATE TABLE runs ENGINE = Memory AS SELECT * ${from} ORDER BY changed_at DESC LIMIT 1 BY run_id`,
    });
  }

  async function bySql(sql: string): Promise<string> {
    const outcome = await workspace().sql(["--format=TSV", sql]);
    expect(outcome.stderr, sql).to.equal("");
    return outcome.stdout;
  }

  /** As the user that touchline connect prints, over HTTP. */
  async function byReader(sql: string): Promise<string> {
    const { url, user, password } = (await testEngine()).reader;
    const login = Buffer.from(`${user}:${password}`).toString("base64");
    const response = await fetch(`${url}/?database=${workspace().database}`, {
      method: "POST",
      headers: { Authorization: `Basic ${login}` },
      body: sql,
    });
    return response.text();
  }

  async function byOracle(sql: string): Promise<string> {
    const bytes = await oracle.bytes({ name: "oracle", sql }, "TSV");
    return bytes.toString();
  }

  const inOrder = (text: string) => text.split("\n").sort();

  async function expectOracle(sql: string): Promise<void> {
    const expected = inOrder(await byOracle(sql.replace(" FINAL", "")));
    expect(expected, sql).to.have.length.above(1);
    expect(inOrder(await bySql(sql)), sql).to.deep.equal(expected);
    expect(inOrder(await byReader(sql)), sql).to.deep.equal(expected);
  }

  it("are found", () => {
    expect(documented).to.have.length.above(15);
  });

  it("are tested with rows that take others back, and with zeros", async () => {
    const [row] = await store.rows({
      name: "taken-back",
      sql: `SELECT (SELECT countIf(sign < 0) > 0 FROM signed_sessions) AS sessions,
        (SELECT countIf(sign < 0) > 0 FROM signed_matches) AS matches,
        (SELECT countIf(sign < 0) > 0 FROM signed_registration_data) AS registrations,
        (SELECT countIf(sign < 0) > 0 FROM signed_held_events) AS held,
        (SELECT countIf(sign < 0) > 0 FROM signed_rejected_events) AS rejected,
        (SELECT count() > uniqExact(user_id, date) FROM summed_session_data) AS days,
        (SELECT countIf(c = 0) > 0 FROM (SELECT sum(session_count) AS c FROM summed_session_data GROUP BY user_id, date)) AS empty_days,
        (SELECT countIf(c = 0) > 0 FROM (SELECT sum(total_duration) AS c FROM summed_match_data GROUP BY user_id, date)) AS empty_match_days`,
    });
    expect(Object.entries(row ?? {}).filter(([, is]) => !is)).to.deep.equal([]);
  });

  for (const when of ["before", "after"]) {
    describe(`${when} merges`, () => {
      before(async () => {
        if (when === "before") return;
        await eachMerging("SYSTEM START MERGES {}");
        await eachMerging("OPTIMIZE TABLE {} FINAL");
      });

      for (const sql of [...new Set([...documented, ...OF_ZEROS])])
        it(`return what the oracle returns: ${sql.trim().replaceAll("\n", " ")}`, () =>
          expectOracle(sql));
    });
  }
});
