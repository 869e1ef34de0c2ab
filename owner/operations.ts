import { backupOperation } from "./backup-operation.ts";
import { eraseOperation } from "./erase-operation.ts";
import { forgetOperation } from "./forget-operation.ts";
import { ingestOperation } from "./ingest-operation.ts";
import type { Operation } from "./operation.ts";
import { replayOperation } from "./replay-operation.ts";
import { restoreOperation } from "./restore-operation.ts";
import { runsOperation } from "./runs-operation.ts";
import { sqlOperation } from "./sql-operation.ts";
import { verifyOperation } from "./verify-operation.ts";

/** All operations, by the name under which other processes ask for them. */
export const OPERATIONS = {
  backup: backupOperation,
  erase: eraseOperation,
  forget: forgetOperation,
  ingest: ingestOperation,
  replay: replayOperation,
  restore: restoreOperation,
  runs: runsOperation,
  sql: sqlOperation,
  verify: verifyOperation,
};

export type OperationName = keyof typeof OPERATIONS;

/** What an operation is asked with. */
export type RequestOf<Name extends OperationName> = Parameters<
  (typeof OPERATIONS)[Name]["run"]
>[1];

/** What an operation comes to. */
export type ResultOf<Name extends OperationName> = Awaited<
  ReturnType<(typeof OPERATIONS)[Name]["run"]>
>;

/** Finds the operation of a name that another process has sent. */
export function findOperation(
  name: string,
): Operation<unknown, unknown> | undefined {
  return Object.hasOwn(OPERATIONS, name)
    ? (OPERATIONS[name as OperationName] as Operation<unknown, unknown>)
    : undefined;
}
