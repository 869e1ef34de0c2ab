import { writeSync } from "node:fs";
import { runCommand } from "../../../cli/framework/run-command.ts";
import { watchStore } from "../../crash/child/watch-store.ts";
import { asCommand } from "../../support/database/as-command.ts";
import { put, take } from "./begun.ts";

/** The work of a process that may be killed. */
export interface Order {
  readonly work: "backup" | "restore";
  readonly folder: string;
  /** The step after which it kills itself, from 1; 0 to live. */
  readonly killAfter: number;
}

/** Backs up or restores in its own process; prints each step on a line. */
async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? "") as Order;
  await asCommand(process.env, async (opened) => {
    let steps = 0;
    const store = watchStore(opened, async (step, run) => {
      const result = await run();
      writeSync(1, `${step}\n`);
      if (++steps === order.killAfter) process.kill(process.pid, "SIGKILL");
      return result;
    });
    await (order.work === "backup" ? take : put)(store, order.folder);
  });
}

await runCommand(main);
