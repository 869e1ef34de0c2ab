import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What came back on a connection until it ended. */
export interface Reply {
  /** Of each answer, in their order. */
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

/** Reads what comes until the other side ends the connection. */
export async function hear(socket: Socket): Promise<Reply> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once("close", resolve));
  const text = Buffer.concat(chunks).toString("latin1");
  const heads = text.matchAll(/HTTP\/1\.1 (\d{3}) /g);
  return { statuses: [...heads].map(([, status]) => Number(status)), text };
}

/** Sends these bytes, whatever they are, and hears what comes back. */
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

/** Sends a chunk again and again; settles with how often, at its end or after so many. */
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

/** A request of these lines, with an empty line behind them. */
export const lines = (...all: string[]): string =>
  `${all.join("\r\n")}\r\n\r\n`;
