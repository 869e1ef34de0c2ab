import { TouchlineError } from "../common/errors.ts";
import { formatCount } from "../common/text.ts";
import { STANDARD_INPUT } from "./input/input.ts";
import { total } from "../common/total.ts";
import type { RejectLimit } from "./run-request.ts";
import type { StagedRun } from "./stage/stage.ts";
import type { RunSummary } from "./summary.ts";

type Counts = Pick<RunSummary, "lines" | "blank" | "accepted" | "rejected">;

/** Every line is accepted, rejected or blank. */
export function checkBalance({
  lines,
  blank,
  accepted,
  rejected,
}: Counts): void {
  const sum = accepted + blank + total(rejected.map(({ count }) => count));
  if (sum !== lines)
    throw new Error(`${lines} lines were read, and ${sum} accounted for`);
}

/** Throws too_many_rejected when more lines were rejected than is allowed. */
export function checkRejects(
  { lines, blank, rejected }: Counts,
  limit: RejectLimit | undefined,
): void {
  if (!limit) return;
  const count = total(rejected.map((rejects) => rejects.count));
  const allowed =
    "lines" in limit ? limit.lines : limit.share * (lines - blank);
  if (count <= allowed) return;
  const most = rejected.reduce((a, b) => (b.count > a.count ? b : a));
  throw new TouchlineError(
    "too_many_rejected",
    `${count} of ${lines - blank} lines were rejected, more than --max-rejected allows; nothing was published. Most often: ${most.reason}, ${most.count} times, first in ${most.example?.file}:${most.example?.line}${most.example?.detail ? `: ${most.example.detail}` : ""}`,
  );
}

/** A file with fewer lines, not counting blank ones, is not checked. */
const LEAST_LINES = 10;

/**
 * Throws too_many_rejected when all lines of a file are malformed_json: it is
 * not an event file. A limit of 100% accepts it.
 */
export function checkEventFiles(
  { files, outcomes }: Pick<StagedRun, "files" | "outcomes">,
  limit: RejectLimit | undefined,
): void {
  if (limit && "share" in limit && limit.share === 1) return;
  files.forEach((file, index) => {
    const ofFile = outcomes.filter(
      ({ shard }) => shard.fileNumber - 1 === index,
    );
    const lines = total(ofFile.map((outcome) => outcome.lines - outcome.blank));
    const malformed = ofFile
      .flatMap(({ rejected }) => rejected)
      .filter(({ reason }) => reason === "malformed_json");
    const count = total(malformed.map((rejects) => rejects.count));
    if (lines < LEAST_LINES || count < lines) return;
    throw new TouchlineError(
      "too_many_rejected",
      `${file === STANDARD_INPUT ? "standard input" : file} is not an event file: all its ${formatCount(lines)} lines are malformed_json; nothing was published. The first one: ${malformed[0]?.example?.detail}. Leave the file out, or keep its lines as rejected with --max-rejected 100%`,
    );
  });
}
