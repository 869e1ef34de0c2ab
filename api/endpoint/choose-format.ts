import type { Context } from "koa";
import { TouchlineError } from "../../common/errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { quote } from "../../common/quote.ts";
import { MEDIA_TYPES, type Format } from "./format.ts";

/**
 * In which form a request wants its answer: the one it has asked for, else
 * what its header Accept likes best.
 * Throws not_acceptable when Accept takes none that there is.
 */
export function chooseFormat(
  context: Context,
  { rows }: Endpoint,
  asked: Format | undefined,
): Format {
  if (rows !== undefined) context.vary("Accept");
  if (asked !== undefined) return asked;
  const accept = context.get("Accept");
  if (accept === "" || accept === "*/*") return "json";
  const possible: readonly Format[] =
    rows === undefined ? ["json"] : ["json", "csv", "ndjson"];
  const found = possible.map((format) => MEDIA_TYPES[format]);
  // Koa reads it from the request.
  context.req.headers.accept = withoutParameters(accept);
  const best = context.accepts([...found]);
  const format = possible.find((one) => MEDIA_TYPES[one] === best);
  if (format === undefined)
    throw new TouchlineError(
      "not_acceptable",
      `${context.path} is answered as ${found.join(", ")}, and the header Accept takes none of them: ${quote(accept)}`,
    );
  return format;
}

/** Accept without parameters of media types, such as charset: there is no choice of these. */
function withoutParameters(accept: string): string {
  return accept.replace(
    /\s*;\s*(?!q\s*=)[^;,"]*("([^"\\]|\\.)*"[^;,"]*)*/gi,
    "",
  );
}
