import { Type } from "typebox";
import { UUID } from "../../common/uuid.ts";

/** The default number of rows of a page. */
export const PAGE_SIZE = 100;

const Limit = Type.Integer({
  minimum: 1,
  maximum: 1000,
  default: PAGE_SIZE,
  description: `a number of rows per page, 1 to 1000; by default ${PAGE_SIZE}`,
});

/** The pattern of a number with up to so many digits. */
export const natural = (digits: number) => `(0|[1-9]\\d{0,${digits - 1}})`;

/** The pattern of a number with up to so many digits and a UUID. */
export const naturalWithId = (digits: number) => `${natural(digits)}_${UUID}`;

/** The parameters of pages whose `next` matches a pattern. */
export const pageBy = (pattern: string) => ({
  limit: Type.Optional(Limit),
  after: Type.Optional(
    Type.String({
      pattern: `^${pattern}$`,
      description: "the value of `next` of the previous page",
    }),
  ),
});

/** The `next` of a page. */
export const Next = Type.Union([Type.String(), Type.Null()], {
  description: "the value of `after` for the next page; null on the last",
});

/** Some of the rows, and where the next page begins. */
export interface Page<Row> {
  readonly rows: Row[];
  readonly next: string | null;
}

/**
 * Returns a page of `limit` rows.
 * @param read `limit` rows and, if there is a next page, one more.
 * @param keyOf returns a text that identifies a row in the order of the rows.
 */
export function toPage<Row>(
  read: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
): Page<Row> {
  const rows = read.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows,
    next: last !== undefined && read.length > limit ? keyOf(last) : null,
  };
}
