import { plainName } from "../../clickhouse/schema/tables.ts";
import { formatCount } from "../../common/format-count.ts";
import { describeFileNames, type Receipt } from "../../upkeep/erase/erase.ts";

/** What an erasure has done, for a person to keep. */
export function formatReceipt(receipt: Receipt): string {
  const { userId, runId, tables, matchesKept, admitted, seconds } = receipt;
  const { runsWithFileNames: named } = receipt;
  const rows = [
    ["table", "rows before", "after"],
    ...tables.map(({ table, before, after }) => [
      plainName(table),
      formatCount(before),
      formatCount(after),
    ]),
  ];
  const width = (column: number) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [first, second, third] = [width(0), width(1), width(2)];
  return [
    `The user ${userId} is erased (run ${runId}, ${seconds.toFixed(2)} s).`,
    "",
    ...rows.map(
      ([table = "", before = "", after = ""]) =>
        `  ${table.padEnd(first)}  ${before.padStart(second)}  ${after.padStart(third)}`,
    ),
    "",
    ...(matchesKept > 0
      ? [
          `${formatCount(matchesKept)} matches keep counting for the other player, against someone who stands in.`,
        ]
      : []),
    ...(admitted > 0
      ? [
          `${formatCount(admitted)} events of other users came to count, which this user's stood in the way of.`,
        ]
      : []),
    ...(named.length > 0
      ? [
          `The id stays in ${describeFileNames(named)}, which runs and rejected lines are listed with.`,
        ]
      : []),
    "Input files, and backups of the database, still have the user's events.",
    "",
  ].join("\n");
}

/** The same for a program: one JSON object. */
export function receiptToJson(receipt: Receipt): string {
  return JSON.stringify({
    run_id: receipt.runId,
    user_id: receipt.userId,
    rows: Object.fromEntries(
      receipt.tables.map(({ table, before, after }) => [
        plainName(table),
        { before, after },
      ]),
    ),
    matches_kept: receipt.matchesKept,
    admitted: receipt.admitted,
    runs_with_file_names: receipt.runsWithFileNames,
    seconds: Number(receipt.seconds.toFixed(3)),
  });
}
