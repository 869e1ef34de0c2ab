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
  const find = (given: Given) => complete(schema, sources, given, answer);
  router.get(path.replaceAll(/\{(\w+)\}/g, ":$1"), async (context) => {
    gate.require(context, scope);
    const given: Given = read(context);
    if (schema.momentary) {
      context.body = await find(given);
      context.set("Cache-Control", "no-store");
    } else {
      await answerWithETag(context, schema, sources, given, find);
    }
  });
}

/**
 * Answers 304, and queries nothing, if the client has the answer for the
 * current state of the data.
 */
async function answerWithETag(
  context: Context,
  schema: EndpointSchema,
  { currentETag }: Sources,
  { format: wanted, ...given }: Given,
  find: (given: Given) => Promise<object>,
): Promise<void> {
  const format = chooseFormat(context, schema, wanted);
  // Before the query: a tag older than its answer costs a look-up, a newer
  // one would hide a change.
  const etag = tagOf(await currentETag(), format);
  const known = context.get("If-None-Match");
  if (listsETag(known, etag)) {
    context.status = 304;
  } else {
    const answer = await find(given);
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
  context.set("ETag", etag);
  context.set("Cache-Control", CACHE_CONTROL);
}

/**
 * Fills in what a request leaves out and answers it; a range and its answer
 * come from one published state. Throws bad_request for an unknown country or
 * an invalid range, and not_found for an unknown user in the path.
 */
async function complete(
  { path, parameters: { properties } }: EndpointSchema,
  { store, findCountry, findRange, requireUser }: Sources,
  { user_id, country, from, to, limit = PAGE_SIZE, ...given }: Given,
  answer: (question: object) => Promise<object>,
): Promise<object> {
  const userId = user_id?.toLowerCase();
  const question = {
    ...given,
    ...(userId !== undefined && { user_id: userId }),
    ...("limit" in properties && { limit }),
    ...("country" in properties && {
      country: country === undefined ? "" : await findCountry(country),
    }),
  };
  if (!("from" in properties)) return answer(question);
  return store.snapshot(async () => {
    const range = await findRange({ from, to });
    if (userId !== undefined && path.includes("{user_id}"))
      await requireUser(userId);
    return answer({ ...question, ...range });
  });
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
