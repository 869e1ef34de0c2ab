import { Random } from "../../generate/random.ts";
import { shardCount } from "../support/test-engine.ts";
import type { KillPoint, TimedStep, Victim } from "./child/child-messages.ts";
import { stepsOfTables, type Laboratory } from "./laboratory/laboratory.ts";
import type { OutsideKill } from "./child/run-child.ts";

/** One crash, or two. */
export interface CrashCase {
  readonly victim: Victim;
  readonly kind: "random" | "publishing" | "step" | "recovery";
  readonly first: KillPoint | OutsideKill;
  /** Where the process that opens the database next is killed. */
  readonly second?: KillPoint;
  /** Whether the case ends after the command is repeated. */
  readonly endsThere?: boolean;
  /** The engine that is killed, where a database is on several; from 0. */
  readonly shard: number;
}

/** The number of each kind in ten cases. */
const KINDS = [
  ...["step", "random", "recovery", "publishing", "step"],
  ...["publishing", "step", "random", "publishing", "step"],
] as CrashCase["kind"][];

const WHENS = ["before", "within", "after"] as const;

/**
 * Plans this many crashes of these victims in turn; each step occurs once before
 * any occurs again.
 */
export async function planCases(
  { recording, recovery, directory }: Laboratory,
  count: number,
  seed: number,
  victims: readonly Victim[],
): Promise<CrashCase[]> {
  const kinds = Array.from(
    { length: count },
    (_, index) => KINDS[index % KINDS.length] as CrashCase["kind"],
  );
  const recorded = kinds.includes("recovery") ? await recovery() : [];
  const random = new Random(seed, 4);
  const { steps, lifeMs, publishingMs } = recording;
  const published = publishingSteps(steps);
  const others = steps.filter((step) => !published.includes(step));
  const crashesOfPublishing = endlessly(published, random);
  const crashesOfOthers = endlessly(others, random);
  const crashesOfMoves = endlessly(stepsOfTables(steps), random);
  const crashesOfRecovery = endlessly(recoverySteps(recorded), random);
  let stepCases = 0;
  const plan = (victim: Victim, kind: CrashCase["kind"]): CrashCase => {
    const shard = random.below(shardCount);
    switch (kind) {
      case "random": {
        const life = victim === "command" ? lifeMs : directory?.lifeMs;
        const afterMs = random.share() * (life ?? lifeMs);
        return { victim, kind, shard, first: { since: "start", afterMs } };
      }
      case "publishing": {
        const afterMs = random.share() * publishingMs;
        return { victim, kind, shard, first: { since: "publishing", afterMs } };
      }
      case "step": {
        const points =
          stepCases++ % 3 < 2 ? crashesOfPublishing : crashesOfOthers;
        return { victim, kind, shard, first: points() };
      }
      case "recovery":
        return {
          ...{ victim, kind, shard },
          first: crashesOfMoves(),
          second: crashesOfRecovery(),
        };
    }
  };
  return kinds.map((kind, index) =>
    plan(victims[index % victims.length] as Victim, kind),
  );
}

/** One in this many similar cases continues with the later command. */
const GOES_ON = 4;

/** A crash of the command at each step of publishing. */
export function planEachStep(
  { recording }: Laboratory,
  seed: number,
): CrashCase[] {
  const steps = publishingSteps(recording.steps);
  const next = endlessly(steps, new Random(seed, 5));
  return steps.map((_, index) => ({
    ...{ victim: "command", kind: "step", shard: 0 },
    first: next(),
    endsThere: index % GOES_ON !== 0,
  }));
}

/** From the point of no return until the report. */
function publishingSteps(steps: readonly TimedStep[]): readonly TimedStep[] {
  return steps.slice(
    steps.findIndex(({ step }) => step === "ledger-publishing"),
  );
}

/** The completion of a half published run, and nothing after it. */
function recoverySteps(steps: readonly TimedStep[]): readonly TimedStep[] {
  const end = steps.findIndex(({ step }) => step === "ledger-done");
  const start = steps.findIndex(({ step }) => step === "ledger");
  return steps.slice(start, end + 1);
}

/** Gives crashes at all steps in turn, in another order each time. */
function endlessly(
  steps: readonly TimedStep[],
  random: Random,
): () => KillPoint {
  let left: TimedStep[] = [];
  return () => {
    if (left.length === 0) left = [...steps];
    const [next] = left.splice(random.below(left.length), 1);
    const { step, call, ms } = next as TimedStep;
    const when = random.pick(WHENS);
    const afterMs = when === "within" ? random.share() * ms : 0;
    return { step, call, when, afterMs };
  };
}
