import { Type } from "typebox";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import {
  After,
  Count,
  Day,
  FORMAT,
  Instant,
  Limit,
  Next,
  natural,
} from "../../endpoint/parameters.ts";

const Answer = Type.Object(
  {
    runs: Type.Array(
      Type.Object(
        {
          run_id: Type.Integer({ minimum: 1 }),
          kind: Type.Union(
            ["ingest", "replay", "repair", "erase", "forget"].map((kind) =>
              Type.Literal(kind),
            ),
          ),
          started_at: Instant,
          seconds: Type.Number({ minimum: 0 }),
          files: Type.Array(Type.String()),
          lines: Count,
          blank: Count,
          accepted: Count,
          rejected: Type.Record(Type.String(), Count, {
            description: "lines by reason, as they were when the run ended",
          }),
          admitted: Type.Integer({
            minimum: 0,
            description: "events of earlier runs that came to count",
          }),
          horizon: Type.Union([Day, Type.Null()], {
            description:
              "the day from which on a run that forgets has kept raw events",
          }),
        },
        { additionalProperties: false },
      ),
      { description: "the newest one first" },
    ),
    next: Next,
  },
  { additionalProperties: false },
);

export const RUNS = {
  path: "/api/runs",
  summary: "The runs that were published, page by page",
  parameters: Type.Object(
    {
      limit: Type.Optional(Limit),
      after: Type.Optional(After(natural(10))),
      ...FORMAT,
    },
    { additionalProperties: false },
  ),
  answer: Answer,
  rows: "runs",
} satisfies Endpoint;
