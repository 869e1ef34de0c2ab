import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  runCommand,
  type CommandOptions,
  type CommandOutcome,
} from "./command.ts";
import { countRows } from "./count-rows.ts";
import { serving } from "./front/serving.ts";
import { buildPing, buildRegistration, writeUsual } from "./events.ts";

/** Two events that are accepted. */
export const REGISTRATION = writeUsual(buildRegistration({}, { event_id: 1 }));
export const PING = writeUsual(buildPing({}, { event_id: 2 }));

/** A folder for files and a database, and the commands that use it. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), "touchline-test-"));
  readonly dataDir = join(this.folder, "database");

  constructor() {
    // An ordinary user may be the one who looks into it.
    chmodSync(this.folder, 0o755);
  }

  /** Writes a file into the folder; returns its path. */
  write(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** Makes a folder in the folder; returns its path. */
  makeFolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path);
    return path;
  }

  ingest(
    args: readonly string[],
    options?: CommandOptions,
  ): Promise<CommandOutcome> {
    const given = [...args];
    if (!args.includes("--workers")) given.unshift("--workers", "1");
    return this.run("ingest", given, options);
  }

  sql(args: readonly string[]): Promise<CommandOutcome> {
    return this.run("sql", args);
  }

  /** Runs a command, by its name, on the database. */
  run(
    name: string,
    args: readonly string[],
    options: CommandOptions = {},
  ): Promise<CommandOutcome> {
    return serving(this.dataDir, (environment) => {
      const env = { DATA_DIR: this.dataDir, ...environment, ...options.env };
      return runCommand([name, ...args], { ...options, env });
    });
  }

  /** How many rows each table of the database has. */
  countRows(): Promise<Record<string, number>> {
    return countRows(this.dataDir);
  }

  /** Expects that `work` leaves the database and its folder as they were. */
  async expectUnchanged(work: () => Promise<void>): Promise<void> {
    const before = await this.countRows();
    await work();
    this.expectTidy();
    expect(await this.countRows()).to.deep.equal(before);
  }

  /** Expects that no command has left temporary files. */
  expectTidy(): void {
    expect(readdirSync(this.dataDir)).to.have.members(["clickhouse", "spool"]);
    expect(readdirSync(join(this.dataDir, "spool"))).to.be.empty;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Lends a workspace, with its server if on one, to all tests around. */
export function lendWorkspace(): () => Workspace {
  let workspace: Workspace | undefined;
  let giveBack = (): void => undefined;
  let ended: Promise<void>;
  before(async () => {
    const { dataDir } = (workspace = new Workspace());
    await new Promise<void>((ready, failed) => {
      ended = serving(dataDir, async () => {
        ready();
        await new Promise<void>((resolve) => (giveBack = resolve));
      });
      ended.catch(failed);
    });
  });
  after(async () => {
    giveBack();
    await ended;
    workspace?.remove();
  });
  return () => {
    if (!workspace) throw new Error("lent only while tests run");
    return workspace;
  };
}
