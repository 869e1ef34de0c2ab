import type { Readable } from "node:stream";
import type { OpeningStore, Store } from "../clickhouse/connection/store.ts";
import { total } from "../common/total.ts";
import { checkEventFiles } from "./check-summary.ts";
import { ContentHash } from "./input/content-hash.ts";
import { identify, identifyContents } from "./identify.ts";
import { inspectInput, readShards, type InputFile } from "./input/input.ts";
import type { RunObserver } from "../runs/run-progress.ts";
import { runLines } from "./run-lines.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunSummary } from "./summary.ts";

/**
 * One run over files: cleans them and publishes them, all or nothing. The
 * caller shows the result to the user and then calls `reportRun`; the same
 * command repeated before that returns the same run.
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
  return runLines(
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
            observer({ kind: "read", bytes: bytes.length });
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

/** Bytes on disk of all files; undefined if the size of one is unknown. */
function inputBytes(files: readonly InputFile[]): number | undefined {
  const sizes = files.map(({ bytes }) => bytes);
  return sizes.includes(undefined)
    ? undefined
    : total(sizes.map((size) => size ?? 0));
}
