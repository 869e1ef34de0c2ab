import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isLoopback, networkOf } from "./network-of.ts";

/** How many connections there may be at a time. */
export interface ConnectionLimits {
  /** Of all clients together. */
  readonly all: number;
  /** Of one address, or of one network of IPv6. */
  readonly ofOne: number;
  /** Those of all that only loopback gets, and as many that only probes get. */
  readonly reserved: number;
}

/** One with 16 KiB of a header takes this process some 30 KB. */
const MOST_CONNECTIONS = 4000;

/** How many addresses it takes to hold all connections. */
const SHARES = 4;

/** One of so many connections is reserved for loopback, and one for probes. */
const RESERVED_PART = 40;

/**
 * Half of the file descriptors that the process may have; the rest is for the
 * database, files and the log. Behind a proxy all clients have its address,
 * and a share of an address would be one of all of them.
 */
export function connectionLimits(
  openFiles: number,
  behindProxy: boolean,
): ConnectionLimits {
  const all = Math.min(MOST_CONNECTIONS, Math.floor(openFiles / 2));
  return {
    all,
    ofOne: behindProxy ? all : Math.ceil(all / SHARES),
    reserved: Math.ceil(all / RESERVED_PART),
  };
}

/** Places for connections, those that were of use last at the end. */
class Pool {
  readonly #most: number;
  readonly held = new Set<Connection>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether there is a place, if need be that of a connection that waits. */
  makeRoom(): boolean {
    if (this.held.size < this.#most) return true;
    for (const connection of this.held)
      if (isWaiting(connection)) {
        release(connection);
        connection.socket.destroy();
        return true;
      }
    return false;
  }
}

interface Connection {
  readonly socket: Socket;
  /** All in which it has a place. */
  readonly pools: readonly Pool[];
  /** The request that is being answered. */
  request: IncomingMessage | undefined;
}

/** Its client has yet to send a request, or the rest of one. */
const isWaiting = ({ request }: Connection): boolean =>
  request === undefined || !request.complete;

function release(connection: Connection): void {
  for (const { held } of connection.pools) held.delete(connection);
}

/**
 * The connections of a server. A new one that finds no place takes that of the
 * one that has waited longest for its client: a client that opens many takes
 * them from itself, and one that sends its request at once is answered.
 */
export class Connections {
  readonly #ofOne: number;
  readonly #general: Pool;
  readonly #forLoopback: Pool;
  readonly #forProbes: Pool;
  /** Of each address or network that has a connection. */
  readonly #shares = new Map<string, Pool>();
  readonly #bySocket = new WeakMap<Socket, Connection>();

  constructor({ all, ofOne, reserved }: ConnectionLimits) {
    this.#ofOne = ofOne;
    this.#general = new Pool(all - 2 * reserved);
    this.#forLoopback = new Pool(reserved);
    this.#forProbes = new Pool(reserved);
  }

  /** Gives a new connection a place, or ends it. */
  admit(socket: Socket): void {
    const { remoteAddress: address } = socket;
    // It has ended already.
    if (address === undefined) return;
    const network = networkOf(address);
    const share = this.#shares.get(network) ?? new Pool(this.#ofOne);
    const reserve = isLoopback(address) ? this.#forLoopback : this.#forProbes;
    const pools = [[share, this.#general], [reserve]].find((places) =>
      places.every((pool) => pool.makeRoom()),
    );
    if (!pools) {
      socket.destroy();
      return;
    }
    const connection: Connection = { socket, pools, request: undefined };
    for (const { held } of pools) held.add(connection);
    if (share.held.size > 0) this.#shares.set(network, share);
    this.#bySocket.set(socket, connection);
    socket.once("close", () => {
      release(connection);
      if (this.#shares.get(network)?.held.size === 0)
        this.#shares.delete(network);
    });
  }

  /** Keeps the connection of a request until that is answered. */
  keep(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#bySocket.get(request.socket);
    if (!connection) return;
    connection.request = request;
    response.once("close", () => {
      if (connection.request !== request) return;
      connection.request = undefined;
      for (const { held } of connection.pools)
        if (held.delete(connection)) held.add(connection);
    });
  }

  /** Whether a connection has a place that is for probes only. */
  isForProbes(socket: Socket): boolean {
    return this.#bySocket.get(socket)?.pools[0] === this.#forProbes;
  }
}
