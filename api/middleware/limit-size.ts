import type { Middleware } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import { SIGN_IN } from "../access/sign-in.ts";
import { clip } from "../../common/text.ts";

/** RFC 9110 recommends at least 8000; ours have some hundreds at most. */
const LONGEST_URL = 8192;

/**
 * Rejects long URLs, and bodies except that of a sign-in. A body is not read;
 * the connection ends.
 */
export function limitSize(): Middleware {
  return (context, next) => {
    if (context.url.length > LONGEST_URL)
      throw new TouchlineError(
        "uri_too_long",
        `the URL has ${context.url.length} characters: expected at most ${LONGEST_URL}`,
      );
    const { "content-length": length = "0", "transfer-encoding": coding } =
      context.headers;
    const hasBody = coding !== undefined || Number(length) > 0;
    if (hasBody && context.path !== SIGN_IN) {
      context.set("Connection", "close");
      throw new TouchlineError(
        "content_too_large",
        `${clip(context.path)} takes no body`,
      );
    }
    return next();
  };
}
