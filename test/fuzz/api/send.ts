import { request, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { DrawnRequest } from "./draw-request.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const PATIENCE_MILLISECONDS = 30_000;

/**
 * Sends a request as it is written, and waits for the whole answer.
 * Rejects when the connection breaks or no answer comes.
 */
export async function send(
  origin: string,
  { method, path, headers }: DrawnRequest,
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  const options = {
    hostname,
    port,
    method,
    path,
    headers,
    signal,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    request(options, (response) => {
      buffer(response)
        .then((bytes) => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: unpack(bytes, response.headers["content-encoding"]),
          });
        })
        .catch(reject);
    })
      .on("error", reject)
      .end();
  });
}

function unpack(bytes: Buffer, encoding: string | undefined): string {
  // The answer to HEAD names the encoding of a body that it does not have.
  if (bytes.length === 0) return "";
  switch (encoding) {
    case "br":
      return brotliDecompressSync(bytes).toString();
    case "gzip":
      return gunzipSync(bytes).toString();
    default:
      return bytes.toString();
  }
}
