import { readConfig } from "../common/config.ts";
import { ProgressDisplay } from "../ingest/progress.ts";
import type {
  OperationName,
  RequestOf,
  ResultOf,
} from "../owner/operations.ts";
import { runOperation } from "../owner/run-operation.ts";
import { catchStop } from "./catch-stop.ts";

/** What is said of an operation, and to whom. */
interface Telling<Result> {
  /** The command with its files, for the messages of others. */
  readonly title: string;
  /** How long it waits for others that change the database. */
  readonly waitSeconds: number;
  /** Prints the result, where the progress was. */
  readonly show: (result: Result) => void;
  /** What else a signal ends, besides the operation. */
  readonly stop?: () => void;
}

/**
 * Does an operation that takes time: shows on standard error how far it is,
 * and gives it up on SIGINT and SIGTERM, up to publishing.
 */
export async function runWithProgress<Name extends OperationName>(
  name: Name,
  request: RequestOf<Name>,
  { title, waitSeconds, show, stop }: Telling<ResultOf<Name>>,
): Promise<void> {
  const config = readConfig();
  const cancel = new AbortController();
  const release = catchStop(() => {
    cancel.abort();
    stop?.();
  });
  const progress = new ProgressDisplay(process.stderr);
  try {
    await runOperation(config, name, request, {
      title,
      observer: progress,
      signal: cancel.signal,
      waitSeconds,
      show(result) {
        progress.end();
        show(result);
      },
    });
  } finally {
    progress.end();
    release();
  }
}
