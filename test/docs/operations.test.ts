import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stopEngine } from "../../clickhouse/place.ts";
import { readConfig } from "../../common/settings/config.ts";
import { runHere } from "../support/command/command.ts";
import { buildPing, NOON, writeUsual } from "../support/events/events.ts";
import { withFolder } from "../support/command/folders.ts";
import { REGISTRATION } from "../support/command/lend-workspace.ts";

/** The commands on a data directory of its own, as a user runs them. */
class Commands {
  readonly #folder: string;
  readonly dataDir: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.dataDir = join(folder, "data");
  }

  async run(...args: string[]): Promise<string> {
    const env = { DATA_DIR: this.dataDir };
    const { status, stdout, stderr } = await runHere(args, { env });
    expect(status, stderr).to.equal(0);
    return stdout;
  }

  async ingest(name: string, ...lines: string[]): Promise<void> {
    const file = join(this.#folder, name);
    writeFileSync(file, lines.join("\n"));
    await this.run("ingest", "--workers", "1", file);
  }

  sessions(): Promise<string> {
    const sql = "SELECT session_start, session_end FROM sessions ORDER BY ALL";
    return this.run("sql", "--format=TSV", sql);
  }

  /** Stops the engine, which removes its files. */
  stop(): Promise<void> {
    return stopEngine(readConfig({ DATA_DIR: this.dataDir }));
  }
}

describe("docs/operations.md", () => {
  it("describes backups that accept later files as the database did", () =>
    withFolder(async (folder) => {
      const commands = new Commands(folder);
      const { dataDir } = commands;
      const ping = (event_id: number, seconds: number) =>
        writeUsual(
          buildPing({}, { event_id, event_timestamp: NOON + seconds }),
        );
      await commands.ingest("first.jsonl", REGISTRATION, ping(2, 0));
      await commands.stop();
      const copy = join(folder, "copy");
      cpSync(dataDir, copy, { recursive: true, preserveTimestamps: true });
      const before = await commands.sessions();
      await commands.ingest("later.jsonl", ping(2, 0), ping(3, 60));
      const after = await commands.sessions();
      expect(after).not.to.equal(before);

      await commands.stop();
      rmSync(dataDir, { recursive: true });
      renameSync(copy, dataDir);
      expect(await commands.sessions()).to.equal(before);
      await commands.run("verify");
      await commands.ingest("later.jsonl", ping(2, 0), ping(3, 60));
      expect(await commands.sessions()).to.equal(after);
      await commands.run("verify");
      await commands.stop();
    }));
});
