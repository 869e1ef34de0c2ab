import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { packageRoot } from "../../../common/package-root.ts";

/** What Ctrl-C sends. */
export const CTRL_C = "\u0003";

const SCRIPT = "/usr/bin/script";

/** Whether commands can run in a terminal here: util-linux is needed. */
export const hasTerminal = process.platform === "linux" && existsSync(SCRIPT);

/** A command in its own terminal, 80 columns wide. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  /** The command's output so far. */
  shown = "";

  constructor(commandLine: string, env: NodeJS.ProcessEnv) {
    const line = `stty cols 80; exec ${commandLine}`;
    this.#child = spawn(SCRIPT, ["-qefc", line, "/dev/null"], {
      cwd: packageRoot,
      env: {
        ...process.env,
        CLICKHOUSE_URL: "",
        TERM: "xterm-256color",
        // Node.js reads each of these as a setting for colours.
        CI: undefined,
        FORCE_COLOR: undefined,
        NODE_DISABLE_COLORS: undefined,
        NO_COLOR: undefined,
        ...env,
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdout
      ?.setEncoding("utf8")
      .on("data", (text: string) => (this.shown += text));
    this.#ended = once(this.#child, "close");
  }

  /** Types keys. */
  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Waits until the command has printed a match. */
  async until(pattern: RegExp): Promise<void> {
    await this.runUntil(() => pattern.test(this.shown));
  }

  /** Waits until a condition holds, which must be before the command ends. */
  async runUntil(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#child.exitCode !== null)
        throw new Error(`it ended, and wrote only: ${this.shown}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The exit status of the command, once it has ended. */
  async status(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }
}
