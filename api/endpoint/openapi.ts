import type { TObject, TSchema } from "typebox";
import { readVersion } from "../../common/package-root.ts";
import type { Endpoint } from "./endpoint.ts";
import { MEDIA_TYPES } from "./format.ts";

/** How every refusal and failure is answered. */
const PROBLEM = {
  type: "object",
  required: ["type", "title", "status", "detail", "error"],
  properties: {
    type: { const: "about:blank" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "what was wrong, in words" },
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" } },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;

/** Describes the endpoints as an OpenAPI 3.1 document. */
export function describeApi(endpoints: readonly Endpoint[]) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Touchline",
      version: readVersion(),
      description:
        "Exact daily numbers per player and for the whole game. Times are seconds, days are UTC days.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: Object.fromEntries(
      endpoints.map((endpoint) => [
        endpoint.path,
        { get: describeOperation(endpoint) },
      ]),
    ),
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "asked for where API_KEYS is set",
        },
      },
      responses: {
        Known: { description: "the ETag in If-None-Match is the current one" },
        Problem: {
          description: "refused or failed",
          content: {
            "application/problem+json": {
              schema: { $ref: "#/components/schemas/Problem" },
            },
          },
        },
      },
    },
  };
}

const ETag = {
  description: "changes with each run and each day",
  schema: { type: "string" },
};

const NEXT_PAGE = {
  description: 'the address of the next page with rel="next", if there is one',
  schema: { type: "string" },
};

function describeOperation(endpoint: Endpoint) {
  const { path, summary, parameters, answer, rows, momentary } = endpoint;
  const { scope = "read" } = endpoint;
  return {
    operationId: path.replace("/api/", "").replaceAll(/\W+/g, "-"),
    summary,
    // With a key of that scope, or without any where none is asked for.
    security: [{ key: [scope] }, {}],
    parameters: describeParameters(path, parameters),
    responses: {
      200: {
        description: "the answer",
        headers: {
          ...(!momentary && { ETag }),
          ...("after" in parameters.properties && { Link: NEXT_PAGE }),
        },
        content: {
          "application/json": { schema: answer },
          ...(rows !== undefined && describeRows(rows)),
        },
      },
      ...(!momentary && {
        304: { $ref: "#/components/responses/Known" },
      }),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function describeRows(rows: string) {
  return {
    [MEDIA_TYPES.csv]: {
      schema: {
        type: "string",
        description: `\`${rows}\` as RFC 4180 has it, with a line of names first`,
      },
    },
    [MEDIA_TYPES.ndjson]: {
      schema: {
        type: "string",
        description: `\`${rows}\`, each on a line of its own as JSON`,
      },
    },
  };
}

function describeParameters(path: string, { properties, required }: TObject) {
  return Object.entries<TSchema & { description?: string }>(properties).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: path.includes(`{${name}}`) ? "path" : "query",
      required: required?.includes(name) ?? false,
      description,
      schema,
    }),
  );
}
