import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  startCommand,
  type CommandOutcome,
  type RunningCommand,
} from "../support/command.ts";
import { Workspace } from "../support/lend-workspace.ts";
import { spooledFiles } from "../support/spooled-files.ts";
import { startApi, type RunningApi } from "./start-api.ts";

/** A workspace whose database an API has open. */
export class ServedWorkspace extends Workspace {
  api!: RunningApi;

  async serve(): Promise<void> {
    this.api = await startApi(this.dataDir);
  }

  /** Ends the API, which must have had nothing to complain of. */
  async stop(): Promise<void> {
    this.api.process.kill("SIGTERM");
    const { status, stderr } = await this.api.outcome;
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    this.expectTidy();
  }

  /** Starts a run that is under way as long as its standard input is open. */
  async startRun(...options: string[]): Promise<RunningCommand> {
    const args = ["--workers", "1", ...options, "-"];
    const env = { DATA_DIR: this.dataDir };
    const run = startCommand(["ingest", ...args], { env });
    while (spooledFiles(this.dataDir).length === 0) await sleep(10);
    return run;
  }

  /** What a SELECT of one row and column gives, over the socket. */
  async value(sql: string): Promise<string> {
    const { status, stdout, stderr } = await this.sql([
      "--format",
      "TSVRaw",
      sql,
    ]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    return stdout.trimEnd();
  }

  async answer(path: string): Promise<unknown> {
    const response = await fetch(`${this.api.url}${path}`);
    return response.json();
  }
}

/** Lends a served workspace to all tests of the describe block around. */
export function lendServedWorkspace(): () => ServedWorkspace {
  let workspace: ServedWorkspace | undefined;
  before(async () => {
    workspace = new ServedWorkspace();
    await workspace.serve();
  });
  after(async () => {
    await workspace?.stop();
    workspace?.remove();
  });
  return () => {
    if (!workspace) throw new Error("lent only while tests run");
    return workspace;
  };
}

/** An outcome without the seconds that a run took. */
export function timeless({
  status,
  stdout,
  stderr,
}: CommandOutcome): CommandOutcome {
  return {
    status,
    stdout: stdout.replace(/"seconds":[\d.]+/, '"seconds":0'),
    stderr: stderr.replace(/ in [\d.]+ s \([\d,]+ a second\)/, ""),
  };
}
