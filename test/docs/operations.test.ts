import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { buildPing, NOON, writeUsual } from "../support/events.ts";
import { lendWorkspace, REGISTRATION } from "../support/lend-workspace.ts";
import { onServer } from "../support/on-server.ts";

describe("docs/operations.md", function () {
  before(function () {
    if (onServer) this.skip();
  });
  const workspace = lendWorkspace();

  async function ingest(name: string, ...lines: string[]): Promise<void> {
    const file = workspace().write(name, lines.join("\n"));
    expect((await workspace().ingest([file])).status).to.equal(0);
  }

  const sessions = async (): Promise<string> => {
    const sql = "SELECT session_start, session_end FROM sessions ORDER BY ALL";
    return (await workspace().sql(["--format=TSV", sql])).stdout;
  };

  it("has backups that take later files as the database did", async () => {
    const { dataDir, folder } = workspace();
    const ping = (event_id: number, seconds: number) =>
      writeUsual(buildPing({}, { event_id, event_timestamp: NOON + seconds }));
    await ingest("first.jsonl", REGISTRATION, ping(2, 0));
    const copy = join(folder, "copy");
    cpSync(dataDir, copy, { recursive: true, preserveTimestamps: true });
    const before = await sessions();
    await ingest("later.jsonl", ping(2, 0), ping(3, 60));
    const after = await sessions();
    expect(after).not.to.equal(before);

    rmSync(dataDir, { recursive: true });
    renameSync(copy, dataDir);
    expect(await sessions()).to.equal(before);
    expect((await workspace().run("verify", [])).status).to.equal(0);
    await ingest("later.jsonl", ping(2, 0), ping(3, 60));
    expect(await sessions()).to.equal(after);
    expect((await workspace().run("verify", [])).status).to.equal(0);
  }).timeout(120_000);
});
