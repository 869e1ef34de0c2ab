import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { STANDARD_INPUT, type InputFile } from "./input.ts";
import type { RunRequest } from "./run-request.ts";
import type { StagedRun } from "./stage.ts";

/**
 * A hash that is the same for the same command on the same input: a file by
 * its path, size and time of change; standard input, which has none of these,
 * by what was found in it.
 */
export function identify(
  request: RunRequest,
  files: readonly InputFile[],
  staged: StagedRun,
): string {
  const input = files.map((file) =>
    file.name === STANDARD_INPUT
      ? staged.outcomes
          .filter(({ shard }) => shard.fileNumber === file.number)
          .map(({ shard, lines, passed, rejected }) => [
            shard.inputOffset,
            shard.end,
            lines,
            passed,
            rejected,
          ])
      : [realpathSync(file.path), file.bytes, file.inode, file.changedAt],
  );
  const { firstDay, lastDay, directory = "", timezones } = request;
  return createHash("sha256")
    .update(JSON.stringify([firstDay, String(lastDay), input]))
    .update(readFileSync(resolve(directory, timezones)))
    .digest("hex");
}
