import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Store } from "../../clickhouse/store.ts";
import { packageRoot } from "../../common/package-root.ts";
import { openTestStore } from "../support/database-pool.ts";
import { buildPing, writeUsual } from "../support/events.ts";
import { lendWorkspace } from "../support/lend-workspace.ts";

const TEXT = readFileSync(join(packageRoot, "docs/data-model.md"), "utf8");

const STATEMENTS = [...TEXT.matchAll(/^```sql\n(.*?)^```$/gms)].map(
  ([, sql = ""]) => sql,
);

/** The columns of each table, as the document has them. */
function documentedTables(): Record<string, string[]> {
  const sections = TEXT.split(/^## /m).flatMap((section) => {
    const [, table] = /^`(\w+)`$/m.exec(section.split("\n")[0] ?? "") ?? [];
    if (table === undefined) return [];
    const columns = [...section.matchAll(/^\| `(\w+)` +\|/gm)];
    return [[table, columns.map(([, name = ""]) => name)] as const];
  });
  return Object.fromEntries(sections);
}

describe("docs/data-model.md", () => {
  const workspace = lendWorkspace();
  let store: Store;

  before(async () => {
    const sample = await workspace().ingest(["bench/sample/events.jsonl.gz"]);
    expect(sample.status).to.equal(0);
    await workspace().ingest([await writeLatePing()]);
    store = await openTestStore(workspace().database);
  });

  after(() => store?.close());

  /** A file that makes a session longer, and so takes back rows. */
  async function writeLatePing(): Promise<string> {
    const { stdout } = await workspace().sql([
      "--format=JSONEachRow",
      "SELECT user_id, toUnixTimestamp(session_end) AS end FROM sessions LIMIT 1",
    ]);
    const { user_id, end } = JSON.parse(stdout) as Record<string, unknown>;
    const event_timestamp = Number(end) + 30;
    const ping = buildPing({ user_id }, { event_id: 1e9, event_timestamp });
    return workspace().write("late.jsonl", writeUsual(ping));
  }

  it("has every column of every table, in their order, and no other", async () => {
    const columns = await store.query<{ table: string; names: string[] }>({
      name: "columns",
      sql: `SELECT table, groupArray(name) AS names
        FROM (SELECT table, name FROM system.columns WHERE database = currentDatabase() ORDER BY table, position)
        WHERE table NOT LIKE 'change\\_%' AND table NOT LIKE '%\\_view'
        GROUP BY table`,
    });
    const expected = Object.fromEntries(
      columns.map(({ table, names }) => [table, names]),
    );
    expect(documentedTables()).to.deep.equal(expected);
  });

  it("names every view", async () => {
    const views = await store.query<{ name: string }>({
      name: "views",
      sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%View'",
    });
    const named = [...TEXT.matchAll(/`(\w+_view)`/g)].map(([, name]) => name);
    expect(named).to.have.members(views.map(({ name }) => name));
  });

  it("has a number of statements", () => {
    expect(STATEMENTS.length).to.be.greaterThan(10);
  });

  for (const sql of STATEMENTS)
    it(`has a statement that answers: ${sql.split("\n")[0]}`, async () => {
      const { status, stdout, stderr } = await workspace().sql([sql]);
      expect(status, stderr).to.equal(0);
      expect(stdout.trim()).not.to.equal("");
    });

  it("has sums that are the same merged and not", async () => {
    const taken = await store.query({
      name: "taken-back",
      sql: "SELECT 1 FROM sessions WHERE sign < 0",
    });
    expect(taken).not.to.be.empty;
    for (const sql of STATEMENTS.slice(0, 2)) {
      const merged = await workspace().sql(["--format=JSONEachRow", sql]);
      const rows = await store.query({ name: "unmerged", sql });
      expect(rows.map((row) => JSON.stringify(row)).join("\n")).to.equal(
        merged.stdout.trim(),
      );
    }
  });
});
