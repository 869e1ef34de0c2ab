import type { Context, Middleware } from "koa";
import type { Static, TObject } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import { TouchlineError } from "../../common/errors.ts";
import type { Gate } from "../access/gate.ts";
import type { Endpoint } from "../endpoint.ts";

type Given = Readonly<Record<string, string | string[] | number | undefined>>;

interface Parameter {
  readonly type?: string;
  readonly description?: string;
}

/** How much of a wrong value an error text repeats. */
const LONGEST_QUOTE = 80;

/**
 * Lets a request through to `handle` when who asks may ask the endpoint, and
 * its parameters are what the endpoint takes; hands them over as their types.
 * Otherwise throws as the gate does, or bad_request with a text that names
 * every parameter that is wrong.
 */
export function guard<Parameters extends TObject>(
  endpoint: Endpoint<Parameters>,
  gate: Gate,
  handle: (context: Context, asked: Static<Parameters>) => Promise<void>,
): Middleware {
  const { parameters, scope = "read" } = endpoint;
  const read = createReader(endpoint);
  const validator = Compile(parameters);
  return async (context) => {
    gate.require(context, scope);
    const asked: unknown = read(context);
    if (!validator.Check(asked)) {
      const problems = describeProblems(parameters, read(context));
      throw new TouchlineError("bad_request", problems.join("; "));
    }
    await handle(context, asked);
  };
}

/** Makes what brings the parameters of a request together. */
function createReader({
  path,
  parameters,
}: Endpoint): (context: Context) => Given {
  const integers = parametersOf(parameters)
    .filter(([, { type }]) => type === "integer")
    .map(([name]) => name);
  if (!path.includes("{") && integers.length === 0)
    return (context) => context.query;
  return (context) => {
    const inPath = context["params"] as Record<string, string>;
    const given: Record<string, string | string[] | number | undefined> = {
      ...context.query,
      ...inPath,
    };
    for (const name of integers) {
      const text = given[name];
      if (typeof text === "string" && /^\d{1,15}$/.test(text))
        given[name] = Number(text);
    }
    return given;
  };
}

function describeProblems(schema: TObject, given: Given): string[] {
  const known = parametersOf(schema);
  const names = known.map(([name]) => name);
  const all =
    names.length === 0
      ? "there is none"
      : `there ${names.length === 1 ? "is only" : "are"} ${list(names)}`;
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(schema.properties, name))
    .map((name) => `unknown parameter ${quote(name)}: ${all}`);
  const wrong = known.flatMap(([name, parameter]) => {
    const value = given[name];
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
      : [`${name} is ${quote(String(value))}: ${expected}`];
  });
  return [...unknown, ...wrong];
}

function parametersOf({ properties }: TObject): [string, Parameter][] {
  return Object.entries<Parameter>(properties);
}

function list(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), names.at(-1)]
    .filter((part) => part !== "")
    .join(" and ");
}

function quote(text: string): string {
  const clipped =
    text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return JSON.stringify(clipped);
}
