import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { readWritingCommand } from "../../../runs/lease.ts";
import { packageRoot } from "../../../common/package-root.ts";

/** All statements that the API has: its files, and two about the lease. */
async function readStatements(): Promise<Set<string>> {
  const folder = join(packageRoot, "api");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const statements = new Set(
    files
      .filter((file) => file.endsWith(".sql"))
      .map((file) => readFileSync(join(folder, file), "utf8")),
  );
  await readWritingCommand({
    query<Row>({ sql }: { readonly sql: string }) {
      statements.add(sql);
      return Promise.resolve([{ comment: "{}", progress: "{}" } as Row]);
    },
  });
  return statements;
}

/**
 * The same store, that complains of each statement which is not one of the
 * API's own: what a request holds may only be bound to it.
 */
export async function watchStatements<Store extends ReadStore>(
  store: Store,
  complain: (text: string) => void,
): Promise<ReadStore> {
  const known = await readStatements();
  return {
    snapshot: (read) => store.snapshot(read),
    version: () => store.version(),
    query: (statement) => {
      if (!known.has(statement.sql))
        complain(`a statement of no file: ${statement.sql.slice(0, 500)}`);
      return store.query(statement);
    },
  };
}
