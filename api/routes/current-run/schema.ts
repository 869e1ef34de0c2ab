import { Type } from "typebox";
import type { Endpoint } from "../../endpoint.ts";
import { Count, Instant } from "../../parameters.ts";

const Run = Type.Object(
  {
    command: Type.String({
      description: "ingest, replay, erase, forget or verify",
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
    "What changes the database at this moment through the process that answers, or null; of what other processes do on a server it knows nothing",
  parameters: Type.Object({}, { additionalProperties: false }),
  answer: Type.Object(
    { run: Type.Union([Run, Type.Null()]) },
    { additionalProperties: false },
  ),
  momentary: true,
} satisfies Endpoint;
