import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Fault, FaultKind } from "./faults.ts";
import type { FrontArguments, FrontOrder, FrontReport } from "./main.ts";

/** The users of a front, with passwords that nothing else contains. */
export const FRONT_USERS = {
  touchline: { password: "pass-of-touchline", readonly: false },
  touchline_api: { password: "pass-of-the-api", readonly: true },
};

/** A ClickHouse server to test against; see main.ts for what it cannot do. */
export class Front {
  readonly #child: ChildProcess;
  readonly url: string;
  /** The faults that were injected, in their order. */
  readonly injected: { readonly fault: FaultKind; readonly step: string }[] =
    [];

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
    child.on("message", (said: FrontReport) => {
      if (said.kind === "injected") this.injected.push(said);
    });
  }

  /** Starts one that has its data in a folder. */
  static async start(dataDir: string): Promise<Front> {
    const program = join(import.meta.dirname, "main.js");
    const given: FrontArguments = { dataDir, users: FRONT_USERS };
    const child = fork(program, [JSON.stringify(given)], {
      env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    });
    const failed = once(child, "exit").then(() => {
      throw new Error("the front has ended at its start");
    });
    const first = once(child, "message") as Promise<[FrontReport]>;
    const [said] = await Promise.race([first, failed]);
    failed.catch(() => undefined);
    if (said.kind !== "listening") throw new Error("the front does not listen");
    return new Front(child, said.port);
  }

  /** The settings with which Touchline uses it. */
  get environment(): Record<string, string> {
    return {
      CLICKHOUSE_URL: this.url,
      CLICKHOUSE_USER: "touchline",
      CLICKHOUSE_PASSWORD: FRONT_USERS.touchline.password,
    };
  }

  /** Plans a fault. */
  inject(fault: Fault): Promise<void> {
    return this.#order({ kind: "fault", fault });
  }

  /** Forgets faults that have not come to pass. */
  heal(): Promise<void> {
    return this.#order({ kind: "heal" });
  }

  /** Refuses connections, and cuts those that there are. */
  down(): Promise<void> {
    return this.#order({ kind: "down" });
  }

  up(): Promise<void> {
    return this.#order({ kind: "up" });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }

  async #order(order: FrontOrder): Promise<void> {
    const done = new Promise<void>((resolve) => {
      const look = (said: FrontReport) => {
        if (said.kind !== "done") return;
        this.#child.off("message", look);
        resolve();
      };
      this.#child.on("message", look);
    });
    this.#child.send(order);
    await done;
  }
}

/** Lends a front that has its data in a folder. */
export async function withFront<T>(
  dataDir: string,
  work: (front: Front) => Promise<T>,
): Promise<T> {
  const front = await Front.start(dataDir);
  try {
    return await work(front);
  } finally {
    await front.stop();
  }
}
