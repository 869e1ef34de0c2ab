import type { Context, Middleware } from "koa";
import type { Static, TObject } from "typebox";
import { Value } from "typebox/value";
import { TouchlineError } from "../../common/errors.ts";

type RawQuery = Readonly<Record<string, string | string[] | undefined>>;

/** How much of a wrong value an error text repeats. */
const LONGEST_QUOTE = 80;

/**
 * Lets a request through to `handle` when its query is what the schema says,
 * and hands the query over as the schema's type. Otherwise throws bad_request
 * with a text that names every parameter that is wrong.
 */
export function guard<Query extends TObject>(
  schema: Query,
  handle: (context: Context, query: Static<Query>) => Promise<void>,
): Middleware {
  return async (context) => {
    const query: unknown = context.query;
    if (!Value.Check(schema, query)) {
      const problems = describeProblems(schema, context.query);
      throw new TouchlineError("bad_request", problems.join("; "));
    }
    await handle(context, query);
  };
}

function describeProblems(schema: TObject, query: RawQuery): string[] {
  const known = Object.entries<{ description?: string }>(schema.properties);
  const names = known.map(([name]) => name);
  const all = `there ${names.length === 1 ? "is only" : "are"} ${names.join(" and ")}`;
  const unknown = Object.keys(query)
    .filter((name) => !Object.hasOwn(schema.properties, name))
    .map((name) => `unknown parameter ${quote(name)}: ${all}`);
  const wrong = known.flatMap(([name, parameter]) => {
    const value = query[name];
    const expected = `expected ${parameter.description}`;
    if (value === undefined)
      return schema.required?.includes(name)
        ? [`${name} is missing: ${expected}`]
        : [];
    if (Array.isArray(value))
      return [`${name} is given ${value.length} times: ${expected}, once`];
    if (value === "") return [`${name} is empty: ${expected}`];
    return Value.Check(parameter, value)
      ? []
      : [`${name} is ${quote(value)}: ${expected}`];
  });
  return [...unknown, ...wrong];
}

function quote(text: string): string {
  const clipped =
    text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return JSON.stringify(clipped);
}
