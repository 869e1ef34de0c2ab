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

/** What else a front is given. */
export type FrontOptions = Pick<FrontArguments, "tls" | "configFile">;

/** A ClickHouse server to test against; see main.ts for what it cannot do. */
export class Front {
  readonly #child: ChildProcess;
  readonly url: string;
  /** The faults that were injected, in their order. */
  readonly injected: { readonly fault: FaultKind; readonly step: string }[] =
    [];

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    child.on("message", (said: FrontReport) => {
      if (said.kind === "injected") this.injected.push(said);
    });
  }

  /** Starts one that has its data in a folder. */
  static async start(
    dataDir: string,
    options: FrontOptions = {},
  ): Promise<Front> {
    const program = join(import.meta.dirname, "main.js");
    const given: FrontArguments = { dataDir, users: FRONT_USERS, ...options };
    // Runs leave address space until it is collected, 256 MiB each, and a
    // process that has more than there is memory cannot fork.
    globalThis.gc?.();
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
    const scheme = options.tls ? "https" : "http";
    return new Front(child, `${scheme}://127.0.0.1:${said.port}`);
  }

  /** The settings with which Touchline uses it. */
  get environment(): Record<string, string> {
    return {
      CLICKHOUSE_URL: this.url,
      CLICKHOUSE_USER: "touchline",
      CLICKHOUSE_PASSWORD: FRONT_USERS.touchline.password,
      API_CLICKHOUSE_USER: "touchline_api",
      API_CLICKHOUSE_PASSWORD: FRONT_USERS.touchline_api.password,
    };
  }

  /** Plans a fault. */
  async inject(fault: Fault): Promise<void> {
    await this.#order({ kind: "fault", fault });
  }

  /** Forgets faults that have not come to pass, and ends those that have. */
  async heal(): Promise<void> {
    await this.#order({ kind: "heal" });
  }

  /** How many statements it was asked. */
  countStatements(): Promise<number> {
    return this.#order({ kind: "count" });
  }

  /** Closes connections on which nothing is under way. */
  async closeIdle(): Promise<void> {
    await this.#order({ kind: "close-idle" });
  }

  /** Refuses connections, and cuts those that there are. */
  async down(): Promise<void> {
    await this.#order({ kind: "down" });
  }

  async up(): Promise<void> {
    await this.#order({ kind: "up" });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }

  /** Gives how many statements there were by then. */
  async #order(order: FrontOrder): Promise<number> {
    const done = new Promise<number>((resolve) => {
      const look = (said: FrontReport) => {
        if (said.kind !== "done") return;
        this.#child.off("message", look);
        resolve(said.statements);
      };
      this.#child.on("message", look);
    });
    this.#child.send(order);
    return done;
  }
}

/** Lends a front that has its data in a folder. */
export async function withFront<T>(
  dataDir: string,
  work: (front: Front) => Promise<T>,
  options?: FrontOptions,
): Promise<T> {
  const front = await Front.start(dataDir, options);
  try {
    return await work(front);
  } finally {
    await front.stop();
  }
}
