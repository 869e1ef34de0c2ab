import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noteSocket, removeSocket } from "../clickhouse/data-directory.ts";
import type { Store } from "../clickhouse/store.ts";
import { messageOf, TouchlineError } from "../common/errors.ts";
import type { Activity } from "./activity.ts";
import { Connection } from "./connection.ts";
import type { WatchOperation } from "./ended-operation.ts";
import { Guest } from "./guest.ts";
import type { WriterLock } from "./writer-lock.ts";

/** The owner's socket. */
export interface OwnerServer {
  /**
   * Takes nothing new, and settles when all that was under way has ended:
   * by itself, or cancelled as far as it has not begun to publish.
   */
  readonly close: (underWay: "finish" | "cancel") => Promise<void>;
}

/** Names of sockets are cut at 104 bytes, or a little more. */
const MAX_PATH_BYTES = 100;

/** Only the socket's user may connect. */
const OWN_USER_ONLY = 0o177;

/**
 * Takes operations from other processes on a socket in the data directory.
 * Only the process that has the database open may call this: a socket that
 * is there was left by an owner that is dead.
 * @param home the data directory, as an absolute path.
 * @param watch told of each operation that has ended.
 */
export async function serveOwner(
  store: Store,
  lock: WriterLock,
  activity: Activity,
  home: string,
  watch: WatchOperation = () => undefined,
): Promise<OwnerServer> {
  const guests = new Map<Guest, Promise<void>>();
  const server = createServer((socket) => {
    const guest = new Guest(new Connection(socket), {
      store,
      lock,
      activity,
      watch,
    });
    const served = guest.serve().finally(() => guests.delete(guest));
    guests.set(guest, served);
  });
  const path = await listen(server, home);
  noteSocket(home, path);
  let closed = false;
  return {
    async close(underWay) {
      if (closed) return;
      closed = true;
      lock.close();
      // The socket's file goes with it.
      server.close();
      for (const guest of guests.keys())
        if (underWay === "cancel") guest.stop();
        else guest.finish();
      await Promise.all(guests.values());
      removeSocket(home, path);
    },
  };
}

/** Listens in the data directory, or where its path is too long, elsewhere. */
async function listen(server: Server, home: string): Promise<string> {
  const near = join(home, "touchline.sock");
  if (Buffer.byteLength(near) <= MAX_PATH_BYTES) {
    try {
      return await listenAt(server, near);
    } catch {
      // Not every file system has sockets.
    }
  }
  const folder = mkdtempSync(join(tmpdir(), "touchline-"));
  try {
    return await listenAt(server, join(folder, "owner.sock"));
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw new TouchlineError(
      "database_unavailable",
      `cannot listen for other commands in ${home} or ${tmpdir()} (${messageOf(error)}): set TMPDIR to a folder with a short name`,
      { cause: error },
    );
  }
}

async function listenAt(server: Server, path: string): Promise<string> {
  rmSync(path, { force: true });
  // The file is made at once; its rights could be changed only later.
  const before = process.umask(OWN_USER_ONLY);
  server.listen(path);
  process.umask(before);
  await once(server, "listening");
  return path;
}
