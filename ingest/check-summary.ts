import { TouchlineError } from "../common/errors.ts";
import { total } from "../common/total.ts";
import type { RejectLimit } from "./options.ts";
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
    `${count} of ${lines - blank} lines were rejected, more than --max-rejected allows; nothing was published. Most often: ${most.reason}, ${most.count} times, first in ${most.example?.file}:${most.example?.line}`,
  );
}
