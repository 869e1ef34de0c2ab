import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import { Count, Instant } from "../../endpoint/parameters.ts";

const Run = Type.Object(
  {
    command: Type.String({
      description:
        "ingest, replay, erase, forget, verify, backup, restore, sql or recover",
    }),
    started_at: Instant,
    step: Type.String({ description: "what it does, for a person" }),
    input_bytes: Type.Union([Count, Type.Null()], {
      description: "null where they are not known, as of standard input",
    }),
    read_bytes: Count,
    lines: Count,
    rejected: Type.Integer({
      minimum: 0,
      description: "lines that were rejected as they were read",
    }),
  },
  { additionalProperties: false },
);

export const CURRENT_RUN = {
  path: "/api/runs/current",
  summary:
    "The command that is changing the database at this moment, whichever process runs it, or null",
  parameters: Type.Object({}, { additionalProperties: false }),
  answer: Type.Object(
    { run: Type.Union([Run, Type.Null()]) },
    { additionalProperties: false },
  ),
  momentary: true,
} satisfies Endpoint;
