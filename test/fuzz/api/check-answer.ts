import type { TSchema } from "typebox";
import Schema from "typebox/schema";
import type { Document } from "./document.ts";
import type { DrawnRequest } from "./draw-request.ts";
import type { Answer } from "./send.ts";

type Json = null | boolean | number | string | object;

const PROBLEM_TYPE = "application/problem+json";

/** What is wrong with an answer according to the document; empty for nothing. */
export function checkAnswer(
  document: Document,
  request: DrawnRequest,
  answer: Answer,
): string[] {
  const { status, headers, body } = answer;
  const { method, asked, wrong } = request;
  const problems: string[] = [];
  const expect = (holds: boolean, text: string) => {
    if (!holds) problems.push(text);
  };
  expect(status >= 200 && status < 500, `status ${status}`);
  expect(headers["x-request-id"] !== undefined, "it has no X-Request-Id");
  const isRead = method === "GET" || method === "HEAD";
  if (!isRead && asked !== undefined)
    expect(
      status === (method === "OPTIONS" ? 204 : 405),
      `${method} is answered with ${status}`,
    );
  if (isRead && asked !== undefined && wrong)
    expect(status === 400, `wrong parameters are answered with ${status}`);
  if (status === 304)
    expect(
      request.headers["If-None-Match"] !== undefined,
      "304 was not asked for",
    );
  const isEmpty = method === "HEAD" || status === 204 || status === 304;
  if (isEmpty) {
    expect(body === "", `${method} and ${status} have a body`);
    return problems;
  }
  const type = (headers["content-type"] ?? "").split(";")[0] ?? "";
  if (status >= 400) {
    expect(type === PROBLEM_TYPE, `a problem is sent as ${type}`);
    problems.push(...check(document.components.schemas.Problem, body));
    const problem = parse(body) as { status?: unknown } | undefined;
    expect(problem?.status === status, `a problem of ${status} says otherwise`);
  } else if (asked !== undefined) {
    const { content } = document.paths[asked]!.get.responses[200];
    const described = content[type];
    if (described === undefined) expect(false, `it is sent as ${type}`);
    else if (type === "application/json")
      problems.push(...check(described.schema, body));
    else problems.push(...checkRows(type, body));
  }
  return problems;
}

function check(schema: TSchema, body: string): string[] {
  const value = parse(body);
  if (value === undefined) return [`no JSON: ${body.slice(0, 300)}`];
  const [valid, errors] = Schema.Errors(schema, value);
  return valid
    ? []
    : [`${JSON.stringify(errors.slice(0, 3))} in ${body.slice(0, 500)}`];
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

function checkRows(type: string, body: string): string[] {
  if (type === "text/csv")
    return /^\w+(,\w+)*\r\n/.test(body) && body.endsWith("\r\n")
      ? []
      : [`no CSV: ${body.slice(0, 300)}`];
  const lines = body.split("\n");
  return lines.pop() === "" && lines.every((line) => parse(line) !== undefined)
    ? []
    : [`no NDJSON: ${body.slice(0, 300)}`];
}
