import { expect } from "chai";
import {
  PUBLISHED_TABLES,
  changeTable,
} from "../../../clickhouse/schema/tables.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { erase, type Receipt } from "../../../upkeep/erase/erase.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { NEVER, SILENT } from "../../support/command/ingest-lines.ts";
import { USERS } from "../../support/season/cast.ts";
import { workedExampleLines } from "../../support/events/worked-example.ts";

/** The players of the worked example's match. */
export const WINNER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
export const LOSER = "c4bf11bf-f279-5235-0cb3-023072ce1456";

/** Lines that are rejected and mention the winner, in every spelling. */
export const REJECTED = [
  `{"event_id": -1, "event_data": {"user_id": "${WINNER}"}}`,
  `{"event_id": -1, "event_data": {"user_id": "${WINNER.toUpperCase()}"}}`,
  `{"event_id": -1, "event_data": {"user_id": "\\u0035${WINNER.slice(1, -1)}\\u0045"}}`,
  `{"event_id": 0, ${WINNER}`,
  `{"event_id": -1, "of": "${WINNER.replaceAll("-", "")}"}`,
  `{"event_id": -1, "of": "${WINNER.replaceAll("-", "").replace("f", "\\u0046")}"}`,
]
  .map((text) => Buffer.from(text))
  .concat(
    [WINNER, WINNER.replace("5", "\\u0035")].map((text) =>
      Buffer.from(`{"of": "${text}"}`, "utf16le"),
    ),
    Buffer.from(`{"of": "${WINNER.toUpperCase()}"}`, "utf16le").swap16(),
  );

const OTHER_REJECTED = Buffer.from(`{"event_id": -1, "of": "${LOSER}"}`);

/** The worked example, and those lines. */
export const LINES = [...workedExampleLines(), ...REJECTED, OTHER_REJECTED];

/** Erases a user as the command does. */
export const eraseUser = (store: Store, userId: string): Promise<Receipt> =>
  erase(store, { userId }, SILENT, NEVER);

/** The tables of which a row contains the id. */
export async function tablesWithId(
  store: Store,
  id: string,
): Promise<string[]> {
  const tables = PUBLISHED_TABLES.flatMap((name) => [name, changeTable(name)]);
  const selects = tables.map(
    (table) =>
      `SELECT '${table}' AS name FROM ${table} WHERE positionCaseInsensitive(toString(tuple(*)), '${id}') > 0 LIMIT 1`,
  );
  const found = await store.query<{ name: string }>({
    name: "tables-with-id",
    sql: selects.join(" UNION ALL "),
  });
  return found.map(({ name }) => name);
}

/** Users whose id is not that of a match. */
export const ERASABLE = [USERS[0], USERS[2], USERS[4]];

/** Erases a user, or does nothing if no rows of the user are stored. */
export async function eraseIfKnown(
  store: Store,
  userId: string,
): Promise<void> {
  try {
    const { tables } = await erase(
      store,
      { userId, rowsPerSlice: 500 },
      SILENT,
      NEVER,
    );
    expect(tables.filter(({ after }) => after > 0)).to.deep.equal([]);
  } catch (error) {
    if (!(error instanceof TouchlineError) || error.kind !== "not_found")
      throw error;
  }
}
