import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Everything that a connection returned until it ended. */
export interface Reply {
  /** The status of each answer, in order. */
  readonly statuses: readonly number[];
  readonly text: string;
}

/** Opens a connection to this machine, by one of its addresses. */
export async function dial(
  port: number,
  address = "127.0.0.1",
): Promise<Socket> {
  const socket = connect(port, address);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Reads until the other side ends the connection. */
export async function hear(socket: Socket): Promise<Reply> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once("close", resolve));
  const text = Buffer.concat(chunks).toString("latin1");
  const heads = text.matchAll(/HTTP\/1\.1 (\d{3}) /g);
  return { statuses: [...heads].map(([, status]) => Number(status)), text };
}

/** Sends these bytes, whatever they are, and returns the answer. */
export async function talk(
  port: number,
  bytes: string | Buffer,
  address?: string,
): Promise<Reply> {
  const socket = await dial(port, address);
  const heard = hear(socket);
  socket.write(bytes);
  return heard;
}

/**
 * Sends a chunk repeatedly; resolves with the count when it ends or reaches
 * the limit.
 */
export async function pour(
  socket: Socket,
  chunk: Buffer,
  most: number,
): Promise<number> {
  const closed = new Promise((resolve) => socket.once("close", resolve));
  for (let sent = 1; sent <= most; sent++) {
    if (socket.destroyed) return sent - 1;
    if (socket.write(chunk)) continue;
    const drained = new Promise((resolve) => socket.once("drain", resolve));
    await Promise.race([drained, closed]);
  }
  return most;
}

/** A request of these lines, followed by an empty line. */
export const lines = (...all: string[]): string =>
  `${all.join("\r\n")}\r\n\r\n`;
