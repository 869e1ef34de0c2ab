import { readdirSync } from "node:fs";
import { join } from "node:path";
import { quoteLiteral } from "./statement/quote-literal.ts";
import { declareColumns, type BlockFiles, type Columns } from "./store.ts";

/** What means more than itself in the path of a file. */
const WILD_CARD = /[*?{}]/;

/** Whether ClickHouse can be given names of files in this folder. */
export const canReadFilesIn = (folder: string): boolean =>
  !WILD_CARD.test(folder);

/**
 * What a SELECT reads the rows of block files from, where they lie: nothing is
 * copied. By url(), which decodes nothing in the path.
 */
export function readBlocks(
  columns: Columns,
  { folder, ending }: BlockFiles,
): string {
  const some = readdirSync(folder).some((file) => file.endsWith(ending));
  return some
    ? `(SELECT ${Object.keys(columns).join(", ")} FROM url(${quoteLiteral(`file://${join(folder, `*${ending}`)}`)}, 'Native'))`
    : emptyTable(columns);
}

/** What a SELECT reads no rows of these columns from. */
export const emptyTable = (columns: Columns): string =>
  `null(${quoteLiteral(declareColumns(columns))})`;
