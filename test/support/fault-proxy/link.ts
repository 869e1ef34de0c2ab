import {
  Agent,
  request,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";

/** Names of files and tables travel in the URL. */
export const MAX_HEADER_BYTES = 1024 * 1024;

/**
 * Sends the requests of one client connection to the target, over a
 * connection of its own. When either is closed, so is the other: the client
 * sees the target's keep-alive as if it were connected directly.
 */
export class Link {
  readonly #client: Socket;
  readonly #target: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #connection: Socket | undefined;
  #unanswered = 0;

  constructor(client: Socket, target: URL) {
    this.#client = client;
    this.#target = target;
    client.once("close", () => this.#agent.destroy());
  }

  /**
   * Sends a request on, and returns the target's answer once its head is
   * there. Rejects if the target cannot be reached or does not answer.
   */
  send(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<IncomingMessage> {
    this.#unanswered++;
    response.once("close", () => this.#unanswered--);
    return new Promise((resolve, reject) => {
      const sent = request(this.#target, {
        agent: this.#agent,
        method: message.method,
        path: message.url,
        headers: message.rawHeaders,
        maxHeaderSize: MAX_HEADER_BYTES,
      });
      sent.once("socket", (socket) => this.#follow(socket));
      sent.once("response", resolve);
      sent.on("error", reject);
      // The target may answer before it has read the whole body.
      sent.once("close", () => message.unpipe(sent).resume());
      message.pipe(sent);
    });
  }

  #follow(connection: Socket): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    connection.once("close", () => {
      // A request in progress fails by itself, or has its answer already.
      if (this.#unanswered === 0) this.#client.destroySoon();
    });
  }
}
