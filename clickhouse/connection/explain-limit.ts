import { TouchlineError } from "../../common/errors.ts";

/** ClickHouse's codes for a statement that has reached a limit of its own. */
const SAID = new Map([
  ["159", "took longer than the database may work on it"],
  ["241", "needs more memory than the database may use for it"],
]);

/** Whether a failure, or what has caused it, is such a limit. */
export function isLimit(error: unknown): boolean {
  return SAID.has(codeOf(error));
}

/** Runs a reader's statement; throws over_limit when it reaches a limit. */
export async function explainLimit<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const said = SAID.get(codeOf(error));
    if (said === undefined) throw error;
    throw new TouchlineError(
      "over_limit",
      `the answer ${said}: ask for less, such as fewer days, or later`,
      { cause: error },
    );
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof TouchlineError ? error.cause : error;
  return (cause as { code?: string } | undefined)?.code ?? "";
}
