import type Router from "@koa/router";
import type { Context } from "koa";
import type { Static, TObject, TSchema } from "typebox";
import type { Dependencies } from "../dependencies.ts";
import type { Endpoint } from "./endpoint.ts";
import { chooseFormat } from "./choose-format.ts";
import { CONTENT_TYPES, type Format } from "./format.ts";
import { writeCsv, writeNdjson } from "./write-rows.ts";
import { listsETag } from "../answers/lists-etag.ts";
import { guard } from "./guard.ts";

/** Answers may be kept, and are asked about before they are used again. */
const CACHE_CONTROL = "private, no-cache";

/** What a request asks for, in whatever form. */
type Asked<Parameters extends TObject> = Omit<Static<Parameters>, "format">;

/**
 * Lets the router answer GET and HEAD of an endpoint with what `find` returns.
 * Who already has the answer of this state of the data is told so, with 304,
 * and nothing is looked up.
 */
export function addEndpoint<Parameters extends TObject, Answer extends TSchema>(
  router: Router,
  endpoint: Endpoint<Parameters, Answer>,
  { currentETag, findCountry, gate }: Dependencies,
  find: (asked: Asked<Parameters>) => Promise<Static<Answer>>,
): void {
  router.get(
    endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    guard(endpoint, gate, async (context, given) => {
      const { format: wanted, ...asked } = given as {
        readonly format?: Format;
        country?: string;
      };
      const format = chooseFormat(context, endpoint, wanted);
      // Before the answer is read: a tag may be older than its answer, which
      // costs a look-up, and never newer, which would hide a change.
      const etag = tagOf(await currentETag(), format);
      const known = context.get("If-None-Match");
      if (listsETag(known, etag)) {
        context.status = 304;
      } else {
        if (asked.country !== undefined)
          asked.country = await findCountry(asked.country);
        const answer = await find(asked as Asked<Parameters>);
        // Any answer will do, and there is one: nothing was thrown.
        if (known === "*") context.status = 304;
        else writeAnswer(context, endpoint, answer, format);
      }
      context.set("ETag", etag);
      context.set("Cache-Control", CACHE_CONTROL);
    }),
  );
}

function writeAnswer(
  context: Context,
  endpoint: Endpoint,
  answer: unknown,
  format: Format,
): void {
  linkToNext(context, answer);
  const text = write(endpoint, answer, format);
  context.set("Content-Type", CONTENT_TYPES[format]);
  if (format !== "json") nameFile(context, format);
  context.body = text;
}

/** One path has a tag for each form of its answer. */
function tagOf(etag: string, format: Format): string {
  return format === "json" ? etag : `${etag.slice(0, -1)}.${format}"`;
}

function write(
  { rows = "", answer: schema }: Endpoint,
  answer: unknown,
  format: Format,
): string {
  if (format === "json") return JSON.stringify(answer);
  const list = (answer as Record<string, Record<string, unknown>[]>)[rows];
  return format === "csv"
    ? writeCsv(columnsOf(schema, rows), list ?? [])
    : writeNdjson(list ?? []);
}

function columnsOf(answer: TSchema, rows: string): string[] {
  const { properties } = answer as unknown as {
    properties: Record<string, { items: { properties: object } }>;
  };
  return Object.keys(properties[rows]?.items.properties ?? {});
}

/** Where the next page is: rows alone do not say it. */
function linkToNext(context: Context, answer: unknown): void {
  const { next } = answer as { next?: string | null };
  if (!next) return;
  const query = new URLSearchParams(context.querystring);
  query.set("after", next);
  context.set("Link", `<${context.path}?${query.toString()}>; rel="next"`);
}

/** What a browser calls the file that it saves. */
function nameFile(context: Context, format: Format): void {
  const name = context.path.split("/").at(-1);
  context.set("Content-Disposition", `inline; filename="${name}.${format}"`);
}
