import { TouchlineError } from "../../common/errors.ts";
import type { WorkerPool } from "./pool.ts";

/** Runs a step that ends at once, with the pool, when the user cancels. */
export async function cancellable<T>(
  signal: AbortSignal,
  pool: WorkerPool,
  step: () => Promise<T>,
): Promise<T> {
  const cancelled = () =>
    new TouchlineError("cancelled", "cancelled; nothing was published");
  if (signal.aborted) throw cancelled();
  const stop = () => void pool.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await step();
    if (signal.aborted) throw cancelled();
    return result;
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
