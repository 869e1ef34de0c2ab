import { readLedger } from "../../runs/ledger.ts";
import { describeLoss, findLoss, LOSS_REMEDY } from "../../runs/loss.ts";
import type { Examined } from "../../runs/check-shards.ts";
import { newestSchema } from "../../runs/migrate.ts";
import { checkSessionGap, readSessionGap } from "../../runs/session-gap.ts";
import { tableNames } from "../../clickhouse/schema/render-migration.ts";
import type { Writer } from "../../clickhouse/connection/store.ts";
import { messageOf, TouchlineError } from "../../common/errors.ts";
import { fault, ok, warning, type Finding } from "./check.ts";

/** Something that can be queried. */
export type Asked = Pick<Writer, "rows">;

/**
 * Looks at the version of the tables, for a run half published, and at the session
 * gap.
 * @param setting SESSION_GAP; undefined where it is unset.
 */
export async function checkLedger(
  store: Examined,
  setting: number | undefined,
): Promise<Finding[]> {
  const [found] = await store.rows<{ tables: number }>({
    name: "doctor-tables",
    sql: "SELECT count() AS tables FROM system.tables WHERE database = currentDatabase() AND name IN ('migrations', 'runs')",
  });
  if (Number(found?.tables) < 2)
    return [ok("database", "no tables yet: ingest makes them")];
  const schema = await checkSchema(store);
  if (schema.level === "fault") return [schema];
  const runs = await checkRuns(store);
  const isOlder = (await newestMigration(store)) < newestSchema();
  return runs.level === "fault" || isOlder
    ? [schema, runs]
    : [
        ...[schema, runs, await checkGap(store, setting)],
        ...(await checkLoss(store)),
      ];
}

async function checkGap(
  store: Asked,
  setting: number | undefined,
): Promise<Finding> {
  try {
    await checkSessionGap(store, setting);
    return ok("session gap", `${await readSessionGap(store)} s`);
  } catch (error) {
    if (!(error instanceof TouchlineError)) throw error;
    const [text = "", remedy = ""] = error.message.split(": ");
    return fault("session gap", text, remedy);
  }
}

/** Whether rows are missing. */
async function checkLoss(store: Examined): Promise<Finding[]> {
  const text = describeLoss(await findLoss(store));
  return [
    text === undefined
      ? ok("rows", "none are missing")
      : fault("rows", text, LOSS_REMEDY),
  ];
}

async function checkSchema(store: Asked): Promise<Finding> {
  const known = newestSchema();
  const newest = await newestMigration(store);
  if (newest > known)
    return fault(
      "database",
      `its schema has version ${newest}, and this Touchline knows versions up to ${known}`,
      "use the newer Touchline that made it",
    );
  return ok(
    "database",
    newest < known
      ? `schema version ${newest}; the next command brings it to ${known}`
      : `schema version ${newest}`,
  );
}

async function newestMigration(store: Asked): Promise<number> {
  const [row] = await store.rows<{ newest: number }>({
    name: "doctor-schema",
    sql: "SELECT max(number) AS newest FROM migrations",
  });
  return row?.newest ?? 0;
}

async function checkRuns(store: Asked): Promise<Finding> {
  try {
    const { ledger } = tableNames(await newestMigration(store));
    const { last, interrupted } = await readLedger(store, ledger);
    if (interrupted)
      return warning(
        "runs",
        `run ${interrupted.runId} is half published: it is going on, or was interrupted`,
        "if no command is at work, the next one completes it: npx touchline verify",
      );
    return ok("runs", last ? `the last one is ${last.runId}` : "none yet");
  } catch (error) {
    const unknownState =
      error instanceof TouchlineError && error.kind === "database_unavailable";
    if (!unknownState) throw error;
    const [text = "", remedy = ""] = messageOf(error).split(": ");
    return fault("runs", text, remedy);
  }
}
