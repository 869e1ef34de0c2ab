import { readdirSync } from "node:fs";
import { join } from "node:path";
import { quoteLiteral } from "./statement/quote-literal.ts";
import {
  declareColumns,
  type BlockFiles,
  type Columns,
  type Statement,
} from "./store.ts";

/** What means more than itself in the path of a file. */
const WILD_CARD = /[*?{}]/;

/** Whether ClickHouse can be given names of files in this folder. */
export const canReadFilesIn = (folder: string): boolean =>
  !WILD_CARD.test(folder);

/**
 * The statement that makes the rows of block files readable as `name` where
 * they lie: nothing is copied. By url(), which decodes nothing in the path, as
 * file() is switched off in definitions; see switchOffFileFunction.
 */
export function readBlocks(
  name: string,
  columns: Columns,
  { folder, ending }: BlockFiles,
): Statement {
  const some = readdirSync(folder).some((file) => file.endsWith(ending));
  const sql = some
    ? `CREATE TEMPORARY VIEW ${name} AS SELECT ${Object.keys(columns).join(", ")} FROM url(${quoteLiteral(`file://${join(folder, `*${ending}`)}`)}, 'Native')`
    : `CREATE TEMPORARY TABLE ${name} (${declareColumns(columns)})`;
  return { name: "load-blocks", sql };
}
