import type { KillPoint } from "./child/child-messages.ts";
import type { CrashCase } from "./plan-cases.ts";
import type { OutsideKill } from "./child/run-child.ts";
import { shardCount } from "../support/test-engine.ts";

/** A crash in a few words. */
export function describeCase({
  victim,
  first,
  second,
  shard,
}: CrashCase): string {
  const kills = second ? [first, second] : [first];
  const of = shardCount > 1 && victim !== "command" ? ` ${shard + 1}` : "";
  return `${victim}${of} ${kills.map(describeKill).join(", then ")}`;
}

function describeKill(kill: KillPoint | OutsideKill): string {
  const ms = `${kill.afterMs.toFixed(1)} ms`;
  if ("since" in kill) return `${ms} after ${kill.since}`;
  const { step, call, when } = kill;
  const called = call === 1 ? step : `${step} (call ${call})`;
  return when === "within" ? `${ms} into ${called}` : `${when} ${called}`;
}
