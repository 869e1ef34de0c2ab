import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ContentHash, hashContent } from "./input/content-hash.ts";
import { isShardable, type InputFile } from "./sources/input-file.ts";
import type { RunRequest } from "./run-request.ts";
import type { StagedRun } from "./stage/stage.ts";

const digest = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/**
 * For each file a hash that is the same for the same bytes, read in the same
 * form with the same settings: the same events pass, but for those that the
 * clock rejects.
 * @param streams the hashes of files that are read as streams and are not empty.
 */
export function identifyContents(
  request: RunRequest,
  files: readonly InputFile[],
  staged: StagedRun,
  streams: ReadonlyMap<number, ContentHash>,
): string[] {
  const { firstDay, lastDay, directory = "", timezones } = request;
  const zones = digest(readFileSync(resolve(directory, timezones)));
  return files.map((file) => {
    const { number, content: kind } = file;
    const pieces = staged.outcomes
      .filter(({ shard }) => shard.fileNumber === number)
      .map(({ hashes }) => hashes);
    const content = isShardable(file)
      ? hashContent(pieces)
      : (streams.get(number) ?? new ContentHash()).end();
    const settings = [
      kind?.format === "documents",
      kind?.compression === "gzip",
      ...[firstDay, String(lastDay), zones],
    ];
    return digest(JSON.stringify([content, ...settings])).slice(0, 32);
  });
}

/**
 * A hash that is the same for the same command on the same input.
 * @param contents what identifyContents has returned.
 */
export function identify(
  files: readonly InputFile[],
  contents: readonly string[],
): string {
  const input = files.map(({ path }, index) => [path, contents[index]]);
  return digest(JSON.stringify(input));
}
