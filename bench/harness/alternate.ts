import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Contender, ContenderResult, Outcome } from "./contender.ts";

export interface AlternateOptions {
  /** How often each contender runs. */
  readonly runs: number;
  /** Whether all must find the same; else only each contender itself. */
  readonly sameFindings: boolean;
  readonly log: (line: string) => void;
}

/**
 * Runs contenders in turn, so that a machine that becomes slower does so for
 * all; each round starts with another one. Throws when their findings differ.
 */
export async function alternate<O extends Outcome>(
  contenders: readonly Contender<O>[],
  { runs, sameFindings, log }: AlternateOptions,
): Promise<ContenderResult<O>[]> {
  const results = contenders.map(({ name, label, events }) => ({
    name,
    label,
    events,
    outcomes: [] as O[],
  }));
  for (let round = 0; round < runs; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const place = (round + turn) % contenders.length;
      const contender = contenders[place] as Contender<O>;
      const outcome = await runOnce(contender);
      log(
        `round ${round + 1} of ${runs}, ${contender.label}: ${outcome.seconds.toFixed(2)} s`,
      );
      results[place]?.outcomes.push(outcome);
      if (sameFindings) checkFindings(results);
    }
  }
  results.forEach((result) => checkFindings([result]));
  return results;
}

async function runOnce<O extends Outcome>(contender: Contender<O>): Promise<O> {
  const folder = mkdtempSync(join(tmpdir(), `touchline-${contender.name}-`));
  try {
    // What the one before wrote is not to be waited for by this one.
    spawnSync("sync");
    return await contender.run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkFindings(results: readonly ContenderResult[]): void {
  const all = results.flatMap(({ label, outcomes }) =>
    outcomes.map(({ findings }) => ({ label, findings })),
  );
  const [first, ...others] = all;
  for (const other of others) {
    if (isDeepStrictEqual(other.findings, first?.findings)) continue;
    throw new Error(
      `results differ: ${first?.label} found ${JSON.stringify(first?.findings)}, ${other.label} ${JSON.stringify(other.findings)}`,
    );
  }
}
