import type Router from "@koa/router";
import type { Static } from "typebox";
import {
  readWritingCommand,
  type WritingCommand,
} from "../../../runs/lease.ts";
import type { Dependencies } from "../../dependencies.ts";
import { formatInstant } from "../../answers/format-instant.ts";
import { guard } from "../../endpoint/guard.ts";
import { CURRENT_RUN } from "./schema.ts";

type Answer = Static<typeof CURRENT_RUN.answer>;

/** GET /api/runs/current: of this moment, so nobody may keep the answer. */
export function addCurrentRun(
  router: Router,
  { gate, store }: Dependencies,
): void {
  router.get(
    CURRENT_RUN.path,
    guard(CURRENT_RUN, gate, async (context) => {
      const answer: Answer = { run: describe(await readWritingCommand(store)) };
      context.set("Cache-Control", "no-store");
      context.body = answer;
    }),
  );
}

function describe(command: WritingCommand | undefined): Answer["run"] {
  if (!command) return null;
  const { operation, startedAt, step, inputBytes, readBytes } = command;
  return {
    command: operation,
    started_at: formatInstant(Math.floor(startedAt / 1000)),
    step,
    input_bytes: inputBytes,
    read_bytes: readBytes,
    lines: command.lines,
    rejected: command.rejected,
  };
}
