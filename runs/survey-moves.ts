import type { BlockNumbers } from "./ledger.ts";
import type { Store } from "../clickhouse/connection/store.ts";
import { changeTable } from "../clickhouse/schema/tables.ts";

/** How far the move of a change table's parts has come. */
export interface Move {
  /** A move that has ended need not have emptied the change table. */
  readonly state: "ended" | "not ended";
  /** The parts that a move which has not ended has added to the table. */
  readonly added: readonly string[];
}

interface Part {
  readonly table: string;
  readonly name: string;
  /** 1 where it is neither empty nor replaced by another. */
  readonly counts: number;
  readonly first: number;
  readonly last: number;
  /** The same for a part and what it was moved from. */
  readonly hash: string;
}

/**
 * Finds out how far the moves of a run that was being published have come. A
 * move adds parts to the table one after another, and then takes all of them
 * from the change table one after another; the engine may have been killed
 * between any two of these.
 * @param blocks what the tables held before.
 */
export async function surveyMoves(
  store: Store,
  tables: readonly string[],
  blocks: BlockNumbers,
): Promise<(table: string) => Move> {
  const names = tables.flatMap((table) => [table, changeTable(table)]);
  const parts = await store.rows<Part>({
    name: "survey-moves",
    sql: `SELECT table, name, active AND rows > 0 AS counts, min_block_number AS first, max_block_number AS last, hash_of_all_files AS hash
      FROM system.parts WHERE database = currentDatabase() AND table IN {names:Array(String)} ORDER BY first`,
    parameters: { names },
  });
  const partsOf = (name: string) => parts.filter(({ table }) => table === name);
  return (table) => {
    const waiting = partsOf(changeTable(table)).filter(({ counts }) => counts);
    return judgeMove(partsOf(table), waiting, blocks[table] ?? 0);
  };
}

function judgeMove(
  there: readonly Part[],
  waiting: readonly Part[],
  before: number,
): Move {
  // Only what a move has added at its end is merged with what was there
  // before; rows that take one another back may have vanished by that.
  const isMerged = there.some(
    ({ first, last }) => first <= before && last > before,
  );
  if (isMerged) return { state: "ended", added: [] };
  const added = there.filter(({ counts, first }) => counts && first > before);
  // Parts leave the change table when all of them have been added.
  const known = new Set(waiting.map(({ hash }) => hash));
  const hasEnded =
    added.length > 0 &&
    (added.length >= waiting.length ||
      added.some(({ hash }) => !known.has(hash)));
  return hasEnded
    ? { state: "ended", added: [] }
    : { state: "not ended", added: added.map(({ name }) => name) };
}
