import {
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findEngine } from "../../clickhouse/engine/use-engine.ts";
import { readConfig } from "../../common/settings/config.ts";
import {
  runHere,
  startHere,
  type CommandOutcome,
} from "../support/command/command.ts";
import { withFolder } from "../support/command/folders.ts";
import { PING, REGISTRATION } from "../support/command/lend-workspace.ts";

/** A database of two events, and commands on it. */
interface Lent {
  readonly home: string;
  readonly run: (...args: string[]) => Promise<CommandOutcome>;
}

/** Makes a data directory with two events in it; its engine has stopped. */
async function makeTwoEvents(folder: string): Promise<void> {
  const file = join(folder, "events.jsonl");
  writeFileSync(file, `${REGISTRATION}\n${PING}\n`);
  const env = { DATA_DIR: join(folder, "data") };
  const args = ["ingest", "--workers", "1", file];
  const { status, stderr } = await runHere(args, { env });
  expect(status, stderr).to.equal(0);
  await stopEngine(env.DATA_DIR);
}

async function stopEngine(home: string): Promise<void> {
  const engine = await findEngine(readConfig({ DATA_DIR: home }));
  await engine?.stop();
}

/** The folders of the parts of a table. */
function partsOf(home: string, table: string): string[] {
  const folder = join(home, "clickhouse/data/game", table);
  return readdirSync(folder)
    .filter((name) => name.startsWith("all_"))
    .map((name) => join(folder, name));
}

const LOST = "session_pings has 0 of 1 rows";

describe("a database that has lost rows", function () {
  this.timeout(60_000);
  let made = "";
  before(async () => {
    made = mkdtempSync(join(tmpdir(), "touchline-loss-"));
    await makeTwoEvents(made);
  });
  after(() => rmSync(made, { recursive: true, force: true }));

  /** Lends a copy of a data directory with two events in it. */
  const withTwoEvents = (work: (lent: Lent) => Promise<void>) =>
    withFolder(async (folder) => {
      const home = join(folder, "data");
      cpSync(join(made, "data"), home, {
        recursive: true,
        verbatimSymlinks: true,
      });
      const run = (...args: string[]) =>
        runHere(args, { env: { DATA_DIR: home } });
      try {
        await work({ home, run });
      } finally {
        await stopEngine(home);
      }
    });

  /** Each way to lose the only part of session_pings. */
  const ways: [string, (part: string) => void][] = [
    ["cut short", (part) => truncateSync(join(part, "data.bin"), 1)],
    ["removed", (part) => rmSync(part, { recursive: true })],
  ];
  for (const [way, lose] of ways)
    it(`is reported by doctor, verify, backup and repair after a part was ${way}`, () =>
      withTwoEvents(async ({ home, run }) => {
        for (const part of partsOf(home, "session_pings")) lose(part);

        const doctor = await run("doctor");
        expect(doctor.stdout).to.include(LOST);
        expect(doctor.status).to.equal(1);

        const verified = await run("verify");
        expect(verified.stdout).to.include(LOST);
        expect(verified.status).to.equal(1);

        const backup = join(home, "../backup");
        const refused = await run("backup", backup);
        expect(refused.stderr).to.include(LOST).and.include("--accept-loss");
        expect(refused.status).to.equal(1);

        const repair = await run("verify", "--repair");
        expect(repair.stderr).to.include(LOST).and.include("--accept-loss");
        expect(repair.status).to.equal(1);
      }));

  it("answers, is not ready, and reports the loss in a metric", () =>
    withTwoEvents(async ({ home }) => {
      for (const part of partsOf(home, "session_pings"))
        truncateSync(join(part, "data.bin"), 1);
      const env = { DATA_DIR: home, PORT: "0" };
      const api = startHere(["serve"], { env });
      const url = await new Promise<string>((resolve) =>
        api.stdout.on("data", (text: Buffer) => {
          const [found] = /http:\S+/.exec(text.toString()) ?? [];
          if (found !== undefined) resolve(found);
        }),
      );
      try {
        const ready = await fetch(`${url}/healthz/ready`);
        expect(ready.status).to.equal(503);
        expect(await ready.text()).to.include("lost rows");
        const metrics = await (await fetch(`${url}/metrics`)).text();
        expect(metrics).to.match(/^touchline_database_loss 1$/m);
        const stats = await fetch(`${url}/api/game-stats`);
        expect(stats.status).to.equal(200);
      } finally {
        api.signals.emit("SIGTERM");
        await api.outcome;
      }
    }));

  it("continues without the rows once the loss is accepted", () =>
    withTwoEvents(async ({ home, run }) => {
      for (const part of partsOf(home, "session_pings"))
        truncateSync(join(part, "data.bin"), 1);
      const repair = await run("verify", "--repair", "--accept-loss");
      expect(repair.status, repair.stdout + repair.stderr).to.equal(0);
      expect((await run("verify")).status).to.equal(0);
      const doctor = await run("doctor");
      expect(doctor.stdout).not.to.include("session_pings");
      expect(doctor.status).to.equal(0);
      expect((await run("backup", join(home, "../backup"))).status).to.equal(0);
    }));

  it("still misses the rows after another run", () =>
    withTwoEvents(async ({ home, run }) => {
      for (const part of partsOf(home, "session_pings"))
        rmSync(part, { recursive: true });
      const file = join(home, "../more.jsonl");
      writeFileSync(
        file,
        `${PING.replace(/"event_id": ?2/, '"event_id": 3')}\n`,
      );
      expect((await run("ingest", "--workers", "1", file)).status).to.equal(0);
      const doctor = await run("doctor");
      expect(doctor.stdout).to.include("session_pings has 1 of 2 rows");
    }));
});
