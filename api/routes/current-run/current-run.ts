import { Type, type Static } from "typebox";
import { formatInstant } from "../../../common/days.ts";
import {
  readWritingCommand,
  type WritingCommand,
} from "../../../runs/lease.ts";
import { defineEndpoint } from "../../endpoint/endpoint.ts";
import { Count, Instant, object } from "../../endpoint/parameters.ts";

const Run = object({
  command: Type.String({
    description:
      "ingest, replay, erase, forget, verify, backup, restore, sql or recover",
  }),
  started_at: Instant,
  step: Type.String({ description: "the current step, in words" }),
  input_bytes: Type.Union([Count, Type.Null()], {
    description: "null if unknown, as for standard input",
  }),
  read_bytes: Count,
  lines: Count,
  rejected: Type.Integer({
    minimum: 0,
    description: "lines rejected so far",
  }),
});

export const currentRun = defineEndpoint({
  schema: {
    path: "/api/runs/current",
    summary:
      "the command that is changing the database now, in any process, or null",
    parameters: object({}),
    answer: object({ run: Type.Union([Run, Type.Null()]) }),
    momentary: true,
  },
  answer:
    ({ store }) =>
    async () => ({ run: toRun(await readWritingCommand(store)) }),
});

function toRun(command: WritingCommand | undefined): Static<typeof Run> | null {
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
