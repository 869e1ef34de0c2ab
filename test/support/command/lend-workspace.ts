import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  runCommand,
  runHere,
  type CommandOptions,
  type CommandOutcome,
  type HereOptions,
} from "./command.ts";
import { countRows } from "../database/count-rows.ts";
import {
  dropDatabase,
  newDatabaseName,
  openTestStore,
} from "../database/database-pool.ts";
import { buildPing, buildRegistration, writeUsual } from "../events/events.ts";
import { spooledFiles } from "./spooled-files.ts";
import { settingsFor } from "../test-engine.ts";

/** Two events that are accepted. */
export const REGISTRATION = writeUsual(buildRegistration({}, { event_id: 1 }));
export const PING = writeUsual(buildPing({}, { event_id: 2 }));

/**
 * A folder for files, and a database of the test engine that does not exist
 * until a command creates it, with the commands that use it.
 */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), "touchline-test-"));
  readonly database = newDatabaseName();

  constructor() {
    // An ordinary user may be the one that reads it.
    chmodSync(this.folder, 0o755);
  }

  /** The settings with which commands use the database. */
  settings(): Promise<Record<string, string>> {
    return settingsFor(this.database);
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
    options?: HereOptions,
  ): Promise<CommandOutcome> {
    return this.run("ingest", withWorkers(args), options);
  }

  sql(args: readonly string[]): Promise<CommandOutcome> {
    return this.run("sql", args);
  }

  /** Runs a command, by its name, on the database, in this process. */
  async run(
    name: string,
    args: readonly string[],
    options: HereOptions = {},
  ): Promise<CommandOutcome> {
    const env = { ...(await this.settings()), ...options.env };
    return runHere([name, ...args], { ...options, env });
  }

  /** Runs it in a process of its own. */
  async runProcess(
    name: string,
    args: readonly string[],
    options: CommandOptions = {},
  ): Promise<CommandOutcome> {
    const env = { ...(await this.settings()), ...options.env };
    return runCommand([name, ...args], { ...options, env });
  }

  /** How many rows each table of the database has. */
  countRows(): Promise<Record<string, number>> {
    return countRows(this.database);
  }

  /** Expects that `work` leaves the database as it was, and no files. */
  async expectUnchanged(work: () => Promise<void>): Promise<void> {
    const before = await this.countRows();
    await work();
    await this.expectTidy();
    expect(await this.countRows()).to.deep.equal(before);
  }

  /** Expects that no run has left temporary files. */
  async expectTidy(): Promise<void> {
    const { DATA_DIR = "" } = await this.settings();
    expect(spooledFiles(DATA_DIR)).to.deep.equal([]);
  }

  async remove(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    const store = await openTestStore(this.database);
    // A statement needs the database, which perhaps no command has created.
    await store.createDatabase();
    await dropDatabase(store, this.database);
    await store.close();
  }
}

const withWorkers = (args: readonly string[]): string[] =>
  args.includes("--workers") ? [...args] : ["--workers", "1", ...args];

/** Lends a workspace to all tests of the describe block around. */
export function lendWorkspace(): () => Workspace {
  let workspace: Workspace | undefined;
  before(() => {
    workspace = new Workspace();
  });
  after(() => workspace?.remove());
  return () => {
    if (!workspace) throw new Error("lent only while tests run");
    return workspace;
  };
}
