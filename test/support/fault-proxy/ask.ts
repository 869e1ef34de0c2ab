import { once } from "node:events";
import {
  Agent,
  request,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

export interface AskOptions {
  readonly agent?: Agent;
  readonly body?: string | Readable;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** Opens the request of a statement of this name. */
export function openRequest(
  url: string,
  name: string,
  { agent, headers = {} }: AskOptions = {},
): ClientRequest {
  const sent = request(`${url}/?log_comment=${name}&query_id=1`, {
    method: "POST",
    headers,
    ...(agent && { agent }),
  });
  // A reset is an error of the request even if its answer has begun.
  sent.on("error", () => undefined);
  return sent;
}

/** Sends a statement of this name, and returns the head of its answer. */
export async function send(
  url: string,
  name: string,
  options: AskOptions = {},
): Promise<IncomingMessage> {
  const sent = openRequest(url, name, options);
  const { body = "" } = options;
  if (typeof body === "string") sent.end(body);
  else body.pipe(sent);
  const [message] = (await once(sent, "response")) as [IncomingMessage];
  return message;
}

/** Sends a statement of this name, and returns its whole answer. */
export async function ask(
  url: string,
  name: string,
  options?: AskOptions,
): Promise<Answer> {
  const message = await send(url, name, options);
  const { statusCode, headers } = message;
  return { status: statusCode, headers, text: await text(message) };
}

/** Lends an agent that keeps a single connection. */
export async function withAgent<T>(
  work: (agent: Agent) => Promise<T>,
): Promise<T> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    return await work(agent);
  } finally {
    agent.destroy();
  }
}

/** The open connections of an agent, whether in use or idle. */
export function connectionsOf({ sockets, freeSockets }: Agent): Socket[] {
  const lists = [...Object.values(sockets), ...Object.values(freeSockets)];
  return lists.flatMap((list) => list ?? []);
}

/** Returns Node.js's code of the error with which the work fails. */
export async function errorCode(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  throw new Error("expected a failure");
}

/** Waits until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}
