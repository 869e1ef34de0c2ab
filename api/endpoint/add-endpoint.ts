import type Router from "@koa/router";
import type { Context } from "koa";
import type { Gate } from "../access/gate.ts";
import { listsETag } from "../answers/etag.ts";
import type { Sources } from "../answers/sources.ts";
import type { Endpoint, EndpointSchema } from "./endpoint.ts";
import {
  chooseFormat,
  CONTENT_TYPES,
  writeAnswer,
  type Format,
} from "./formats.ts";
import { PAGE_SIZE } from "./page.ts";
import { createReader } from "./read-parameters.ts";

/** Clients may keep answers, and revalidate them before each use. */
const CACHE_CONTROL = "private, no-cache";

/** What a request gives of the parameters that have a default. */
interface Given {
  readonly format?: Format;
  readonly user_id?: string;
  readonly country?: string;
  readonly device?: string;
  readonly limit?: number;
  readonly from?: string;
  readonly to?: string;
}

/** Adds the route of an endpoint, for GET and HEAD. */
export function addEndpoint(
  router: Router,
  { schema, answer: createAnswer }: Endpoint,
  sources: Sources,
  gate: Gate,
): void {
  const { path, scope = "read" } = schema;
  const read = createReader(schema);
  const answer = createAnswer(sources) as (question: object) => Promise<object>;
  const find = async (given: Given, version: number) =>
    answer(await complete(schema, sources, given, version));
  router.get(path.replaceAll(/\{(\w+)\}/g, ":$1"), async (context) => {
    gate.require(context, scope);
    const given: Given = read(context);
    if (schema.momentary) {
      context.body = await answer(given);
      context.set("Cache-Control", "no-store");
    } else {
      await answerWithETag(context, schema, sources, given, find);
    }
  });
}

/** Answers from one published state, whose version is in the ETag. */
async function answerWithETag(
  context: Context,
  schema: EndpointSchema,
  { store, etagOf }: Sources,
  { format: wanted, ...given }: Given,
  find: (given: Given, version: number) => Promise<object>,
): Promise<void> {
  const format = chooseFormat(context, schema, wanted);
  const known = context.get("If-None-Match");
  // Nothing else is queried for a client that has the answer.
  const current =
    known === "" ? undefined : tagOf(etagOf(await store.version()), format);
  if (current !== undefined && listsETag(known, current)) {
    context.status = 304;
    context.set("ETag", current);
  } else {
    const { answer, etag } = await store.snapshot(async (version) => {
      // Before the query: the tag of a day before the answer's costs a look-up,
      // that of the day after would hide a change.
      const etag = tagOf(etagOf(version), format);
      return { answer: await find(given, version), etag };
    });
    context.set("ETag", etag);
    // * matches any answer, and there is one: nothing was thrown.
    if (known === "*") {
      context.status = 304;
    } else {
      linkToNext(context, answer);
      const text = writeAnswer(schema, answer, format);
      context.set("Content-Type", CONTENT_TYPES[format]);
      if (format !== "json") nameFile(context, format);
      context.body = text;
    }
  }
  context.set("Cache-Control", CACHE_CONTROL);
}

/**
 * Fills in what a request leaves out, within a snapshot of the version. Throws
 * bad_request for an unknown country or an invalid range.
 */
async function complete(
  { parameters: { properties } }: EndpointSchema,
  { findCountry, findRange }: Sources,
  {
    user_id,
    country,
    device = "",
    from,
    to,
    limit = PAGE_SIZE,
    ...given
  }: Given,
  version: number,
): Promise<object> {
  return {
    ...given,
    ...(user_id !== undefined && { user_id: user_id.toLowerCase() }),
    ...("limit" in properties && { limit }),
    ...("country" in properties && {
      country: country === undefined ? "" : await findCountry(country),
    }),
    ...("device" in properties && { device }),
    ...("from" in properties && (await findRange({ from, to }, version))),
  };
}

/** Each format of an answer has a tag of its own. */
function tagOf(etag: string, format: Format): string {
  return format === "json" ? etag : `${etag.slice(0, -1)}.${format}"`;
}

/** CSV and NDJSON have the address of the next page in this header alone. */
function linkToNext(context: Context, answer: object): void {
  const { next } = answer as { next?: string | null };
  if (!next) return;
  const query = new URLSearchParams(context.querystring);
  query.set("after", next);
  context.set("Link", `<${context.path}?${query.toString()}>; rel="next"`);
}

/** The name under which a browser saves the answer. */
function nameFile(context: Context, format: Format): void {
  const name = context.path.split("/").at(-1);
  context.set("Content-Disposition", `inline; filename="${name}.${format}"`);
}
