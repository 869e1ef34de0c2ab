import { changeTable, PUBLISHED_TABLES } from "../../clickhouse/tables.ts";
import { withDatabaseIn } from "./with-database.ts";

/**
 * Counts the rows of every table of the database in a folder, those that are
 * prepared and not published too. Opened without the tidying up that comes
 * before everything else, so that what was left behind is seen.
 */
export function countRows(dataDir: string): Promise<Record<string, number>> {
  return withDatabaseIn(dataDir, async (store) => {
    const tables = PUBLISHED_TABLES.flatMap((name) => [
      name,
      changeTable(name),
    ]);
    const counts = ["runs", ...tables].map(
      (name) => `SELECT '${name}' AS name, count() AS rows FROM ${name}`,
    );
    const rows = await store.query<{ name: string; rows: number }>({
      name: "count-rows",
      sql: `${counts.join(" UNION ALL ")} SETTINGS final = 1`,
    });
    return Object.fromEntries(
      rows.map(({ name, rows }) => [name, Number(rows)]),
    );
  });
}
