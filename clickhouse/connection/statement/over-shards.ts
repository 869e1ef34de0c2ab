import type { Statement } from "../store.ts";

const WITH_OTHER_ROWS =
  /(?<!GLOBAL )\b(?:(?:NOT )?IN\s*\(\s*(?:SELECT|WITH)|(?:INNER|LEFT) JOIN)\b/g;

/**
 * A statement of this program as one over shards: what IN and JOIN compare with is
 * computed once, and its rows are sent to the shards. By prefer_global_in_and_join
 * ClickHouse does so by itself, but not in the list of columns, for subqueries with
 * unions or sums, and where a condition is moved into a subquery: a shard would
 * look for tables that only the first one has.
 */
export const overShards = (statement: Statement): Statement => ({
  ...statement,
  sql: statement.sql.replaceAll(WITH_OTHER_ROWS, "GLOBAL $&"),
});
