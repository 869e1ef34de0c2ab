import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { readOwner } from "../../clickhouse/owner-note.ts";

interface Message {
  readonly kind: string;
  readonly message?: string;
}

/** A connection to an owner on which one can say anything. */
export interface RawConnection {
  readonly socket: Socket;
  ask(operation: string, request: unknown): void;
  /** The messages up to the first of this kind, or to the end. */
  until(kind: string): Promise<Message[]>;
}

export async function connectRaw(dataDir: string): Promise<RawConnection> {
  const socket = connect(readOwner(dataDir)?.socket ?? "");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    socket,
    ask(operation, request) {
      const who = { title: "a test", pid: 1, waitSeconds: 0 };
      const message = { kind: "request", operation, request, ...who };
      socket.write(`${JSON.stringify(message)}\n`);
    },
    async until(kind) {
      const messages: Message[] = [];
      for (;;) {
        // An owner that was sent too much does not read to its end.
        const line = await lines.next().catch(() => undefined);
        if (!line || line.done) return messages;
        const message = JSON.parse(line.value) as Message;
        messages.push(message);
        if (message.kind === kind) return messages;
      }
    },
  };
}
