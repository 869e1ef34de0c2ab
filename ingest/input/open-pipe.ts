import { constants, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";

/**
 * Opens a named pipe to read what others write into it, until the last of them
 * closes it. Reading it as a file would hold a thread until somebody writes,
 * and nothing ends that: neither the run that gives up, nor the process.
 */
export function openPipe(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
