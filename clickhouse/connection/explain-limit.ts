import { TouchlineError } from "../../common/errors.ts";

/** ClickHouse's codes for a statement that has reached a limit of its own. */
const LIMITS = new Map([
  ["159", "took longer than the database may work on it"],
  ["241", "needs more memory than the database may use for it"],
]);

/** Whether a failure, or what has caused it, is such a limit. */
export function isLimit(error: unknown): boolean {
  return LIMITS.has(codeOf(error));
}

/** Runs a reader's statement; throws over_limit when it reaches a limit. */
export async function explainLimit<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reached = LIMITS.get(codeOf(error));
    if (reached === undefined) throw error;
    throw new TouchlineError(
      "over_limit",
      `the answer ${reached}: ask for less, such as fewer days, or later`,
      { cause: error },
    );
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof TouchlineError ? error.cause : error;
  return (cause as { code?: string } | undefined)?.code ?? "";
}
