import type { Context } from "koa";
import { TouchlineError } from "../../common/errors.ts";

/**
 * Reads the body of a request. Throws content_too_large where it has more
 * bytes, bad_request where it ends before its end.
 */
export async function readBody(
  context: Context,
  mostBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of context.req as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new TouchlineError("bad_request", "the body was cut short", {
      cause: error,
    });
  }
  if (bytes > mostBytes) {
    // The rest is not read.
    context.set("Connection", "close");
    throw new TouchlineError(
      "content_too_large",
      `a body of more than ${mostBytes} bytes is not taken`,
    );
  }
  return Buffer.concat(chunks).toString();
}
