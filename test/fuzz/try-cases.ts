import { TouchlineError } from "../../common/errors.ts";

/** The plan of a script. */
export interface FuzzPlan {
  readonly seed: number;
  /** The only case to try; undefined for all of them. */
  readonly only: number | undefined;
  /** Whether to continue after this many cases and milliseconds. */
  readonly goesOn: (cases: number, ms: number) => boolean;
}

/** The result of one case. */
export interface CaseOutcome {
  /** The number of inputs, by a name for people. */
  readonly counts: Readonly<Record<string, number>>;
  /** The mismatches, each on one line or several. */
  readonly mismatches: readonly string[];
}

/** The result of all cases. */
export interface FuzzResult {
  readonly cases: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly mismatches: number;
}

/**
 * Reads the arguments of a script: the number of cases or seconds
 * (60s), the seed, and the number of a case to run that one alone.
 */
export function readPlan(
  args: readonly string[],
  defaultCases: number,
): FuzzPlan {
  const [amount = String(defaultCases), seed = "1", only] = args;
  const [, number, unit] = /^(\d+)(s?)$/.exec(amount) ?? [];
  if (number === undefined)
    throw new TouchlineError(
      "bad_usage",
      `${amount} is neither a number of cases nor one of seconds such as 60s`,
    );
  const most = Number(number);
  return {
    seed: readNumber(seed),
    only: only === undefined ? undefined : readNumber(only),
    goesOn: (cases, ms) => (unit === "s" ? ms < most * 1000 : cases < most),
  };
}

function readNumber(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)))
    return Number(text);
  throw new TouchlineError("bad_usage", `${text} is not a whole number`);
}

/**
 * Runs one case after another, and prints for each mismatch what it was and
 * how to run it again. A case depends on the seed and its number alone; one
 * that throws is a mismatch.
 * @param script how to run the case again, such as npm run fuzz:ingest
 */
export async function tryCases(
  { seed, only, goesOn }: FuzzPlan,
  script: string,
  print: (text: string) => void,
  tryCase: (number: number) => Promise<CaseOutcome>,
): Promise<FuzzResult> {
  const startedAt = performance.now();
  const totals = new Map<string, number>();
  let cases = 0;
  let mismatches = 0;
  const take = async (number: number): Promise<void> => {
    const outcome = await tryOne(number, tryCase);
    cases++;
    for (const [name, count] of Object.entries(outcome.counts))
      totals.set(name, (totals.get(name) ?? 0) + count);
    if (outcome.mismatches.length === 0) return;
    mismatches += outcome.mismatches.length;
    for (const mismatch of outcome.mismatches.slice(0, MOST_PRINTED))
      print(`mismatch: ${mismatch.slice(0, LONGEST_PRINTED)}`);
    print(`again: ${script} -- 1 ${seed} ${number}`);
  };
  if (only !== undefined) await take(only);
  else
    while (goesOn(cases, performance.now() - startedAt)) await take(cases + 1);
  return { cases, counts: Object.fromEntries(totals), mismatches };
}

const MOST_PRINTED = 5;
const LONGEST_PRINTED = 3_000;

async function tryOne(
  number: number,
  tryCase: (number: number) => Promise<CaseOutcome>,
): Promise<CaseOutcome> {
  try {
    return await tryCase(number);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? "") : String(error);
    return { counts: {}, mismatches: [`it threw ${text}`] };
  }
}

/** The result on one line. */
export function describeResult(
  { seed }: FuzzPlan,
  { cases, counts, mismatches }: FuzzResult,
): string {
  const tried = Object.entries(counts).map(
    ([name, count]) => `${count} ${name}`,
  );
  return [
    `seed ${seed}: ${cases} cases`,
    ...tried,
    `${mismatches} mismatches`,
  ].join(", ");
}
