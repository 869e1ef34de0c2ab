import type { TSchema } from "typebox";
import { readVersion } from "../../common/package-root.ts";
import type { Endpoint, EndpointSchema } from "./endpoint.ts";
import { MEDIA_TYPES } from "./formats.ts";

/** The body of every error. */
const PROBLEM = {
  type: "object",
  required: ["type", "title", "status", "detail", "error"],
  properties: {
    type: { const: "about:blank" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "what is wrong, in words" },
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
      endpoints.map(({ schema }) => [
        schema.path,
        { get: describeOperation(schema) },
      ]),
    ),
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "required if API_KEYS is set",
        },
      },
      responses: {
        Known: { description: "the ETag in If-None-Match is current" },
        Problem: {
          description: "rejected or failed",
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
  description: "changes with each run and each UTC day",
  schema: { type: "string" },
};

const NEXT_PAGE = {
  description:
    'the address of the next page, with rel="next", unless this is the last',
  schema: { type: "string" },
};

function describeOperation(schema: EndpointSchema) {
  const { path, tag, summary, parameters, answer, rows, momentary } = schema;
  const { scope = "read", example } = schema;
  return {
    operationId: path.replace("/api/", "").replaceAll(/\W+/g, "-"),
    tags: [tag],
    summary,
    // A key of that scope, or none if keys are not set.
    security: [{ key: [scope] }, {}],
    parameters: describeParameters(schema),
    responses: {
      200: {
        description: "the answer",
        headers: {
          ...(!momentary && { ETag }),
          ...("after" in parameters.properties && { Link: NEXT_PAGE }),
        },
        content: {
          "application/json": { schema: answer, example: example.answer },
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

const exampleOf = ({ type }: { readonly type?: string }, text: string) =>
  type === "integer" ? Number(text) : text;

function describeRows(rows: string) {
  return {
    [MEDIA_TYPES.csv]: {
      schema: {
        type: "string",
        description: `\`${rows}\` as CSV (RFC 4180) with a header line`,
      },
    },
    [MEDIA_TYPES.ndjson]: {
      schema: {
        type: "string",
        description: `\`${rows}\`, one JSON object per line`,
      },
    },
  };
}

function describeParameters({ path, parameters, example }: EndpointSchema) {
  const { properties, required } = parameters;
  return Object.entries<TSchema & { description?: string }>(properties).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: path.includes(`{${name}}`) ? "path" : "query",
      required: required?.includes(name) ?? false,
      description,
      schema,
      ...(example.parameters[name] !== undefined && {
        example: exampleOf(schema, example.parameters[name]),
      }),
    }),
  );
}
