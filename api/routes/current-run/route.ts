import type Router from "@koa/router";
import type { Static } from "typebox";
import type { Dependencies } from "../../dependencies.ts";
import { formatInstant } from "../../format-instant.ts";
import { guard } from "../../middleware/guard.ts";
import { CURRENT_RUN } from "./schema.ts";

type Answer = Static<typeof CURRENT_RUN.answer>;

/** GET /api/runs/current: of this moment, so nobody may keep the answer. */
export function addCurrentRun(
  router: Router,
  { gate, underWay }: Dependencies,
): void {
  router.get(
    CURRENT_RUN.path,
    guard(CURRENT_RUN, gate, (context) => {
      const answer: Answer = { run: describe(underWay()) };
      context.set("Cache-Control", "no-store");
      context.body = answer;
      return Promise.resolve();
    }),
  );
}

function describe(run: ReturnType<Dependencies["underWay"]>): Answer["run"] {
  if (!run) return null;
  const { currentStep, inputBytes, readBytes, lines, rejected } = run.progress;
  return {
    command: run.command,
    started_at: formatInstant(Math.floor(run.startedAt / 1000)),
    step: currentStep,
    input_bytes: inputBytes ?? null,
    read_bytes: readBytes,
    lines,
    rejected,
  };
}
