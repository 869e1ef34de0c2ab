import type { Readable } from "node:stream";
import { advanceRun } from "../runs/ledger.ts";
import type { OpeningStore, Store } from "../clickhouse/connection/store.ts";
import { explainingDisk } from "../common/explain-disk.ts";
import { total } from "../common/total.ts";
import { checkEventFiles } from "./check-summary.ts";
import { ContentHash } from "./input/content-hash.ts";
import { identify, identifyContents } from "./identify.ts";
import { inspectInput, readShards, type InputFile } from "./input/input.ts";
import { performRun } from "./perform-run.ts";
import type { RunObserver } from "../runs/run-observer.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunSummary } from "./summary.ts";

/**
 * One run over files: cleans them and publishes them, all or nothing. The
 * caller tells its user of the run and then calls `reportRun`; a command that
 * comes again because it ended before that gets the same run back.
 * Throws input_failed, too_many_rejected, cancelled or a database error.
 * @param store may still be opening; the files are parsed meanwhile.
 * @param standardInput opens what the file - is read from.
 */
export async function runIngest(
  store: Store | OpeningStore,
  request: RunRequest,
  observer: RunObserver,
  signal: AbortSignal,
  standardInput: () => Readable = () => process.stdin,
): Promise<RunSummary> {
  const files = inspectInput(request.files, request.directory ?? "");
  const { workers, shardBytes } = request;
  const streams = new Map(
    files
      .filter(({ shardable }) => !shardable)
      .map(({ number }) => [number, new ContentHash()]),
  );
  return performRun(
    store,
    {
      open: (folder) => ({
        files: files.map(({ name, documents, shardable }) => ({
          name,
          hasOffsets: !documents,
          readByShard: shardable,
        })),
        bytes: inputBytes(files),
        shards: readShards(files, {
          workers,
          shardBytes,
          folder,
          standardInput,
          onStreamBytes({ number }, bytes) {
            streams.get(number)?.add(bytes);
            observer.read(bytes.length);
          },
          signal,
        }),
      }),
      check: (staged) => checkEventFiles(staged, request.maxRejected),
      identify(staged) {
        const contents = identifyContents(request, files, staged, streams);
        return { request: identify(files, contents), contents };
      },
    },
    request,
    observer,
    signal,
  );
}

/** Notes that the user was told of a run. */
export async function reportRun(
  store: Store,
  { runId }: RunSummary,
): Promise<void> {
  if (runId === null) return;
  await explainingDisk(store.dataDir, () =>
    advanceRun(store, runId, "reported"),
  );
}

/** Bytes on disk of all files; undefined when one cannot tell. */
function inputBytes(files: readonly InputFile[]): number | undefined {
  const sizes = files.map(({ bytes }) => bytes);
  return sizes.includes(undefined)
    ? undefined
    : total(sizes.map((size) => size ?? 0));
}
