import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { withFaultProxy, type FaultProxy } from "./fault-proxy.ts";

/** A request that arrived whole. */
export interface ReceivedRequest {
  /** The name of the statement. */
  readonly name: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An HTTP server that stands in for ClickHouse behind a proxy. */
export interface Target {
  readonly url: string;
  /** The requests that arrived whole, in order; none with a listener. */
  readonly received: ReceivedRequest[];
  /** The open connections. */
  readonly sockets: ReadonlySet<Socket>;
  /** Closes the connections on which no request is in progress. */
  readonly closeIdle: () => void;
}

/** What the target answers without a listener. */
export const ANSWER = "0123456789";

/** Lends a target that leaves its answers to the listener, if given. */
export async function withTarget<T>(
  work: (target: Target) => Promise<T>,
  listener?: RequestListener,
): Promise<T> {
  const received: ReceivedRequest[] = [];
  const answer: RequestListener = (message, response) => {
    const { url = "", headers } = message;
    const name = new URL(url, "http://target").searchParams.get("log_comment");
    buffer(message).then(
      (body) => {
        received.push({ name, headers, body });
        response.end(ANSWER);
      },
      () => undefined,
    );
  };
  const server = createServer(listener ?? answer);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await work({
      url: `http://127.0.0.1:${port}`,
      received,
      sockets,
      closeIdle: () => server.closeIdleConnections(),
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Lends a proxy in front of such a target. */
export function withProxiedTarget<T>(
  work: (proxy: FaultProxy, target: Target) => Promise<T>,
  listener?: RequestListener,
): Promise<T> {
  return withTarget(
    (target) => withFaultProxy(target.url, (proxy) => work(proxy, target)),
    listener,
  );
}
