import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Command } from "./measure-process.ts";

/** A server that answers requests until it is stopped. */
export interface Server {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A server that runs as a process of its own. */
export interface ChildServer extends Server {
  readonly pid: number;
}

const ORIGIN = /http:\/\/127\.0\.0\.1:\d+/;

/** Starts a server; it is up when it has printed its address. */
export async function startServer({
  file,
  args,
  env,
}: Command): Promise<ChildServer> {
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    const [origin] = ORIGIN.exec(line) ?? [];
    if (origin === undefined) continue;
    child.stdout.resume();
    return {
      origin,
      pid: child.pid as number,
      async stop() {
        child.kill("SIGTERM");
        await exited;
      },
    };
  }
  throw new Error(`${[file, ...args].join(" ")} ended before it was up`);
}
