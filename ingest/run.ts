import { join } from "node:path";
import type { Readable } from "node:stream";
import type { OpeningStore, Store } from "../clickhouse/connection/store.ts";
import { total } from "../common/total.ts";
import { checkEventFiles } from "./check-summary.ts";
import { ContentHash } from "./input/content-hash.ts";
import { identify, identifyContents } from "./identify.ts";
import { findFiles } from "./sources/find/find-files.ts";
import { isShardable, type InputFile } from "./sources/input-file.ts";
import { ReadingEngine } from "./sources/engine/reading-engine.ts";
import { readShards } from "./sources/read-shards.ts";
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
  const { directory = "", env = {}, workers, shardBytes } = request;
  const engine = new ReadingEngine(join(store.spoolFolder, "reader"), signal);
  const hashes = new Map<number, ContentHash>();
  try {
    const files = await findFiles(request.files, directory, engine, env);
    return await runLines(
      store,
      {
        open: (folder) => ({
          files: files.map((file) => ({
            name: file.name,
            get hasOffsets() {
              return file.content?.format === "lines";
            },
            readByShard: isShardable(file),
          })),
          bytes: inputBytes(files),
          shards: readShards(files, {
            ...{ workers, shardBytes, folder, engine, standardInput, signal },
            onContent({ number }, bytes) {
              const hash = hashes.get(number) ?? new ContentHash();
              hashes.set(number, hash);
              hash.add(bytes);
            },
            onRead: (bytes) => observer({ kind: "read", bytes }),
          }),
        }),
        check: (staged) => checkEventFiles(staged, request.maxRejected),
        identify(staged) {
          const contents = identifyContents(request, files, staged, hashes);
          return { request: identify(files, contents), contents };
        },
      },
      request,
      observer,
      signal,
    );
  } finally {
    await engine.close();
  }
}

/** Bytes on disk of all files; undefined if the size of one is unknown. */
function inputBytes(files: readonly InputFile[]): number | undefined {
  const sizes = files.map(({ bytes }) => bytes);
  return sizes.includes(undefined)
    ? undefined
    : total(sizes.map((size) => size ?? 0));
}
