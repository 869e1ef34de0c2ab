import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** How a server answers a request for an object. */
export type Behaviour =
  /** With a status of its own. */
  | { readonly status: number }
  /** Ends the connection after so many bytes, the first so many times. */
  | { readonly breakAfter: number; readonly times: number }
  /** Sends no more after so many bytes, and keeps the connection. */
  | { readonly stallAfter: number };

/**
 * A server on loopback that has objects: a web server, and as much of S3 as
 * reading takes (ListObjectsV2, HEAD, and GET with a range).
 */
export class ObjectServer {
  /** By path, which begins with the bucket. */
  readonly objects = new Map<string, Buffer>();
  readonly behaviours = new Map<string, Behaviour>();
  /** Whether requests without these words in their Authorization are refused. */
  requiredAuthorization = "";
  /** Whether it answers ranges, as stores do and not every web server does. */
  hasRanges = true;
  /** Settles when it has stalled. */
  readonly stalled: Promise<void>;
  #reportStall!: () => void;
  readonly #server: Server;
  readonly #breaks = new Map<string, number>();

  private constructor() {
    this.stalled = new Promise((resolve) => {
      this.#reportStall = resolve;
    });
    this.#server = createServer((request, response) =>
      this.#answer(request, response),
    );
  }

  static async start(): Promise<ObjectServer> {
    const server = new ObjectServer();
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "", this.url);
    const path = decodeURIComponent(url.pathname).slice(1);
    const { authorization = "" } = request.headers;
    if (!authorization.includes(this.requiredAuthorization))
      return sendError(response, 403, "AccessDenied");
    if (url.searchParams.get("list-type") === "2")
      return this.#list(path.replace(/\/$/, ""), url.searchParams, response);
    const object = this.objects.get(path);
    const behaviour = this.behaviours.get(path);
    if (behaviour && "status" in behaviour)
      return sendError(response, behaviour.status, "Fault");
    if (!object) return sendError(response, 404, "NoSuchKey");
    this.#send(path, object, request, response);
  }

  #list(
    bucket: string,
    parameters: URLSearchParams,
    response: ServerResponse,
  ): void {
    const prefix = parameters.get("prefix") ?? "";
    const contents = [...this.objects]
      .filter(([path]) => path.startsWith(`${bucket}/${prefix}`))
      .map(([path, { length }]) => {
        const key = path.slice(bucket.length + 1);
        return `<Contents><Key>${escape(key)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"0"</ETag><Size>${length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
      });
    response
      .writeHead(200, { "Content-Type": "application/xml" })
      .end(
        `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`,
      );
  }

  #send(
    path: string,
    object: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const [, from, to] =
      /^bytes=(\d+)-(\d*)$/.exec(
        this.hasRanges ? (request.headers.range ?? "") : "",
      ) ?? [];
    const start = Number(from ?? 0);
    const end = to ? Number(to) + 1 : object.length;
    const body = object.subarray(start, end);
    response.writeHead(from === undefined ? 200 : 206, {
      "Content-Length": body.length,
      ...(this.hasRanges && { "Accept-Ranges": "bytes" }),
      ...(from !== undefined && {
        "Content-Range": `bytes ${start}-${start + body.length - 1}/${object.length}`,
      }),
      ETag: '"0"',
      "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    });
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    const behaviour = this.behaviours.get(path);
    const broken = this.#breaks.get(path) ?? 0;
    if (
      behaviour &&
      "breakAfter" in behaviour &&
      broken < behaviour.times &&
      body.length > behaviour.breakAfter
    ) {
      this.#breaks.set(path, broken + 1);
      response.write(body.subarray(0, behaviour.breakAfter), () =>
        setTimeout(() => response.destroy(), 50),
      );
      return;
    }
    if (behaviour && "stallAfter" in behaviour) {
      response.write(body.subarray(0, behaviour.stallAfter), () =>
        this.#reportStall(),
      );
      return;
    }
    response.end(body);
  }
}

function sendError(
  response: ServerResponse,
  status: number,
  code: string,
): void {
  response
    .writeHead(status, { "Content-Type": "application/xml" })
    .end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
