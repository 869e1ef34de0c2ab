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

/** A shorter answer fits into one packet uncompressed. */
const WORTH_BYTES = 1400;

/** A low quality, since each answer is compressed anew; gzip is as fast. */
const BROTLI: BrotliOptions = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
};

/** Compresses large texts for clients that accept it. */
export function compress(): Middleware {
  return async (context, next) => {
    await next();
    const body: unknown = context.body;
    if (typeof body !== "string" || body.length < WORTH_BYTES) return;
    context.vary("Accept-Encoding");
    // Clients that accept both mostly list gzip first, without preferring it.
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
