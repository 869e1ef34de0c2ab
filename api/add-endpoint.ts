import type Router from "@koa/router";
import type { Static, TObject, TSchema } from "typebox";
import type { Dependencies } from "./dependencies.ts";
import type { Endpoint } from "./endpoint.ts";
import { guard } from "./middleware/guard.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/** Answers may be kept, and are asked about before they are used again. */
const CACHE_CONTROL = "private, no-cache";

/**
 * Lets the router answer GET and HEAD of an endpoint with what `find` returns.
 * Who already has the answer of this state of the data is told so, with 304,
 * and nothing is looked up.
 */
export function addEndpoint<Parameters extends TObject, Answer extends TSchema>(
  router: Router,
  endpoint: Endpoint<Parameters, Answer>,
  { currentETag }: Dependencies,
  find: (asked: Static<Parameters>) => Promise<Static<Answer>>,
): void {
  router.get(
    endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    guard(endpoint, async (context, asked) => {
      // Before the answer is read: a tag may be older than its answer, which
      // costs a look-up, and never newer, which would hide a change.
      const etag = await currentETag();
      const known = context.get("If-None-Match");
      if (known !== "" && known.includes(etag)) {
        context.status = 304;
      } else {
        const answer = JSON.stringify(await find(asked));
        context.set("Content-Type", JSON_TYPE);
        context.body = answer;
      }
      context.set("ETag", etag);
      context.set("Cache-Control", CACHE_CONTROL);
    }),
  );
}
