import { promisify } from "node:util";
import {
  brotliCompress,
  constants,
  gzip,
  type BrotliOptions,
  type ZlibOptions,
} from "node:zlib";
import type { Middleware } from "koa";

const compressBrotli = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);
const compressGzip = promisify<Buffer, ZlibOptions, Buffer>(gzip);

/** Below, what is saved is less than the packet that is sent anyway. */
const WORTH_BYTES = 1400;

/** Answers that are made once a request get little time: gzip's is short too. */
const BROTLI: BrotliOptions = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
};

/** Sends large texts compressed to those who take it. */
export function compress(): Middleware {
  return async (context, next) => {
    await next();
    const body: unknown = context.body;
    if (typeof body !== "string" || body.length < WORTH_BYTES) return;
    context.vary("Accept-Encoding");
    // Clients that take both mostly name gzip first, and mean nothing by it.
    const encoding =
      context.acceptsEncodings("br") || context.acceptsEncodings("gzip");
    if (encoding === false) return;
    const text = Buffer.from(body);
    context.set("Content-Encoding", encoding);
    context.body =
      encoding === "br"
        ? await compressBrotli(text, BROTLI)
        : await compressGzip(text, {});
  };
}
