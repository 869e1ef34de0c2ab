import { expect } from "chai";
import { migrate } from "../../runs/migrate.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { openTestStore } from "../support/database/database-pool.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import { readDocument } from "./documents.ts";

const TEXT = readDocument("docs/data-model.md");

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
    store = await openTestStore(workspace().database);
    await migrate(store);
  });

  after(() => store?.close());

  it("lists every column of every table in order, and no other", async () => {
    const columns = await store.query<{ table: string; names: string[] }>({
      name: "columns",
      sql: `SELECT table, groupArray(name) AS names
        FROM (SELECT table, name FROM system.columns WHERE database = currentDatabase() ORDER BY table, position)
        WHERE NOT match(table, '^(change|signed|summed)_|_view$|^ledger$')
        GROUP BY table`,
    });
    const expected = Object.fromEntries(
      columns.map(({ table, names }) => [table, names]),
    );
    expect(documentedTables()).to.deep.equal(expected);
  });

  it("lists every view", async () => {
    const views = await store.query<{ name: string }>({
      name: "views",
      sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'",
    });
    const named = [...TEXT.matchAll(/`(\w+_view)`/g)].map(([, name]) => name);
    expect(named).to.have.members(views.map(({ name }) => name));
  });
});
