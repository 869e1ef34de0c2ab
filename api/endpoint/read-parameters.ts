import type { Context } from "koa";
import type { TObject } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import { TouchlineError } from "../../common/errors.ts";
import { findNearest } from "../../common/find-nearest.ts";
import { quote } from "../../common/text.ts";
import type { EndpointSchema } from "./endpoint.ts";

type Given = Readonly<Record<string, string | string[] | number | undefined>>;

interface Parameter {
  readonly type?: string;
  readonly description?: string;
  /** The allowed values, if they are enumerated. */
  readonly enum?: readonly string[];
}

/** No enumerated value is longer, and comparing longer texts takes time. */
const LONGEST_VALUE = 50;

/** How many unknown parameters a message names. */
const MOST_NAMES = 3;

/**
 * Returns a function that returns the parameters of a request with their
 * types. It throws bad_request with a message that names every wrong one.
 */
export function createReader(
  schema: EndpointSchema,
): (context: Context) => object {
  const collect = createCollector(schema);
  const validator = Compile(schema.parameters);
  return (context) => {
    const given = collect(context);
    if (validator.Check(given)) return given;
    const problems = describeProblems(schema.parameters, collect(context));
    throw new TouchlineError("bad_request", problems.join("; "));
  };
}

/**
 * Returns a function that collects the parameters of the query and the path,
 * converts integers, and ignores the case of enumerated values.
 */
function createCollector({
  path,
  parameters,
}: EndpointSchema): (context: Context) => Given {
  const integers = parametersOf(parameters)
    .filter(([, { type }]) => type === "integer")
    .map(([name]) => name);
  const choices = parametersOf(parameters).flatMap(
    ([name, { enum: values }]) => (values ? [[name, values] as const] : []),
  );
  if (!path.includes("{") && integers.length + choices.length === 0)
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
    for (const [name, values] of choices) {
      const text = given[name];
      if (typeof text === "string")
        given[name] =
          values.find((one) => one.toLowerCase() === text.toLowerCase()) ??
          text;
    }
    return given;
  };
}

function describeProblems(schema: TObject, given: Given): string[] {
  const known = parametersOf(schema);
  const names = known.map(([name]) => name);
  const unknown = Object.keys(given).filter(
    (name) => !Object.hasOwn(schema.properties, name),
  );
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
    if (Value.Check(parameter, value)) return [];
    const meant = nearestOf(parameter, String(value));
    return [
      `${name} is ${quote(String(value))}: ${expected}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    ];
  });
  return [...describeUnknown(unknown, names), ...wrong];
}

function describeUnknown(
  unknown: readonly string[],
  known: readonly string[],
): string[] {
  if (unknown.length === 0) return [];
  const named = unknown.slice(0, MOST_NAMES).map(quote);
  const more = unknown.length - named.length;
  const all = list(more > 0 ? [...named, `${more} more`] : named);
  const are = `there ${known.length === 1 ? "is only" : "are"} ${list(known)}`;
  return [
    `unknown parameter${unknown.length > 1 ? "s" : ""} ${all}: ${known.length > 0 ? are : "there is none"}`,
  ];
}

/** Suggests one of the enumerated values. */
const nearestOf = ({ enum: values = [] }: Parameter, text: string) =>
  text.length > LONGEST_VALUE
    ? undefined
    : findNearest(text.toLowerCase(), values);

function parametersOf({ properties }: TObject): [string, Parameter][] {
  return Object.entries<Parameter>(properties);
}

function list(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), names.at(-1)]
    .filter((part) => part !== "")
    .join(" and ");
}
