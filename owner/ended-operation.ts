import type { ErrorKind } from "../common/errors.ts";

/** What the owner has done for another command. */
export interface EndedOperation {
  /** By its name. */
  readonly operation: string;
  /** The process that asked for it. */
  readonly by: number;
  /** With waiting for its turn. */
  readonly seconds: number;
  /** Of its input. */
  readonly readBytes: number;
  /** The run that it published, if it did. */
  readonly runId?: number;
  /** Why it failed, if it did. */
  readonly failure?: ErrorKind | "bug";
}

export type WatchOperation = (operation: EndedOperation) => void;

/** The run that an operation with this result has published, if any. */
export function runIdOf(result: unknown): { readonly runId?: number } {
  if (typeof result !== "object" || result === null) return {};
  const { runId } = result as { runId?: unknown };
  return typeof runId === "number" ? { runId } : {};
}
