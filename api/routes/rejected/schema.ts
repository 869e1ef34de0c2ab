import { Type } from "typebox";
import { REASONS } from "../../../common/reasons.ts";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  After,
  Count,
  FORMAT,
  Limit,
  Next,
  natural,
} from "../../endpoint/parameters.ts";

const WHY = { description: "why a line is rejected, such as malformed_json" };

/** One of an older or newer version may be stored. */
const Reason = Type.String({ pattern: "^[a-z_]{1,40}$", ...WHY });

const RunId = Type.Integer({
  minimum: 1,
  maximum: 4_294_967_295,
  description: "the number of a run",
});

const Answer = Type.Object(
  {
    reasons: Type.Array(
      Type.Object(
        { reason: Reason, lines: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
      { description: "of all runs or the run, whichever reason is asked for" },
    ),
    rejected: Type.Array(
      Type.Object(
        {
          run_id: RunId,
          file: Type.String(),
          file_number: Count,
          line: Count,
          byte_offset: Count,
          reason: Reason,
          raw: Type.String({
            description: "the first 1000 bytes of the line, as UTF-8",
          }),
          raw_bytes: Type.Integer({
            minimum: 0,
            description: "how long the line is",
          }),
        },
        { additionalProperties: false },
      ),
      { description: "in the order of runs, files and lines" },
    ),
    next: Next,
  },
  { additionalProperties: false },
);

export const REJECTED = {
  path: "/api/rejected",
  summary: "The lines that do not count now, with their reasons, page by page",
  parameters: Type.Object(
    {
      reason: Type.Optional(Type.Enum([...REASONS], WHY)),
      run: Type.Optional(RunId),
      limit: Type.Optional(Limit),
      after: Type.Optional(
        After(`${natural(10)}_${natural(10)}_${natural(16)}`),
      ),
      ...FORMAT,
    },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "rejected",
  // What a game has sent, as it was sent, may hold anything.
  scope: "operate",
} satisfies Endpoint;
