import { parseDay } from "../common/days.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID as a quoted literal. Throws on anything else. */
export function uuidLiteral(uuid: string): string {
  if (!UUID.test(uuid)) throw notA("UUID", uuid);
  return `'${uuid}'`;
}

/** A date, YYYY-MM-DD, as a quoted literal. Throws on anything else. */
export function dateLiteral(date: string): string {
  if (parseDay(date) === undefined) throw notA("date", date);
  return `'${date}'`;
}

/** An array literal of literals. */
export function arrayLiteral(literals: readonly string[]): string {
  return `[${literals.join(", ")}]`;
}

/**
 * Writes literals in the place of the {name:Type} placeholders of a
 * statement, cast to their types. Bound parameters say the same, but the
 * embedded engine runs statements that have them one at a time.
 * Throws when a placeholder has no literal.
 */
export function writeLiterals(
  sql: string,
  literals: Readonly<Record<string, string>>,
): string {
  return sql.replaceAll(
    /\{(\w+):([\w(), ]+)\}/g,
    (_, name: string, type: string) => {
      const literal = literals[name];
      if (literal === undefined) throw new Error(`no literal for {${name}}`);
      return `CAST(${literal}, '${type}')`;
    },
  );
}

function notA(what: string, text: string): Error {
  return new Error(`not a ${what}: ${JSON.stringify(text)}`);
}
