import type { Statement } from "../store.ts";

/** Values for the placeholders of a statement, by name. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * A statement with the values of the placeholders that it has: several
 * statements share one set of values, and the server refuses unused ones.
 */
export function bindStatement(
  name: string,
  sql: string,
  values: Values,
): Statement {
  const used = Object.entries(values).filter(([key]) =>
    sql.includes(`{${key}:`),
  );
  return { name, sql, parameters: Object.fromEntries(used) };
}
