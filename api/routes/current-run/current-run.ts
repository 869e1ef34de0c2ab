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
    tag: "Data",
    summary:
      "the command that is changing the database now, in any process, or null",
    parameters: object({}),
    answer: object({ run: Type.Union([Run, Type.Null()]) }),
    momentary: true,
    example: {
      parameters: {},
      answer: {
        run: {
          command: "ingest",
          started_at: "2024-10-28T00:05:00Z",
          step: "reading",
          input_bytes: 170_369_545,
          read_bytes: 83_886_080,
          lines: 492_385,
          rejected: 12,
        },
      },
    },
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
