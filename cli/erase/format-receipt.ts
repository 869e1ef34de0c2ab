import { plainName } from "../../clickhouse/schema/tables.ts";
import { formatCount } from "../../common/text.ts";
import { alignColumns } from "../framework/align-columns.ts";
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
  return [
    `The user ${userId} is erased (run ${runId}, ${seconds.toFixed(2)} s).`,
    "",
    ...alignColumns(rows, [1, 2]).map((row) => `  ${row}`),
    "",
    ...(matchesKept > 0
      ? [
          `${formatCount(matchesKept)} matches still count for the other player, against a placeholder.`,
        ]
      : []),
    ...(admitted > 0
      ? [
          `${formatCount(admitted)} events of other users now count: the erased ones had taken precedence.`,
        ]
      : []),
    ...(named.length > 0
      ? [
          `The id is still in ${describeFileNames(named)}, listed with runs and rejected lines.`,
        ]
      : []),
    "Input files and backups of the database still have the user's events.",
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
