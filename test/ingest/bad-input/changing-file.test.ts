import {
  appendFileSync,
  chmodSync,
  closeSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stopEngine } from "../../../clickhouse/place.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { failure, runCommand } from "../../support/command/command.ts";
import { buildPing, writeUsual } from "../../support/events/events.ts";
import {
  lendWorkspace,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";
import { ordinaryUser } from "../../support/command/ordinary-user.ts";
import { asServer } from "../../support/test-engine.ts";
import {
  makePipe,
  openToWrite,
  runBeside,
  runProcessBeside,
} from "./run-beside.ts";

const AGAIN = "Run the command again once nothing writes to the file";

const pings = (from: number, count: number, time = 1_728_475_200) =>
  Array.from({ length: count }, (_, index) => {
    const event_id = from + index;
    const event = { event_id, event_timestamp: time + index };
    return `${writeUsual(buildPing({}, event))}\n`;
  }).join("");

describe("the ingest command when its file changes", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  /**
   * Ingests a pipe and a file, and changes the file after the run has
   * opened it and waits for the pipe.
   */
  async function ingestChanged(
    name: string,
    content: string,
    change: (path: string) => void,
  ) {
    const pipe = makePipe(workspace(), `${name}.pipe`);
    const path = workspace().write(name, content);
    const outcome = await runBeside(workspace(), [pipe, path], async () => {
      const writer = await openToWrite(pipe);
      change(path);
      closeSync(writer);
    });
    return { path, outcome };
  }

  const CHANGES: Record<string, readonly [string, (path: string) => void]> = {
    "loses its end": [
      `became shorter while it was read. ${AGAIN}`,
      (path) => truncateSync(path, 100),
    ],
    "is replaced": [
      `was replaced while it was read. ${AGAIN}`,
      (path) => {
        writeFileSync(`${path}.new`, pings(100, 9));
        renameSync(`${path}.new`, path);
      },
    ],
    "is written anew, and longer": [
      `was rewritten while it was read. ${AGAIN}`,
      (path) => writeFileSync(path, pings(200, 30)),
    ],
    "is emptied": [
      `became shorter while it was read. ${AGAIN}`,
      (path) => truncateSync(path, 0),
    ],
  };
  for (const [index, [what, [message, change]]] of Object.entries(
    CHANGES,
  ).entries()) {
    it(`publishes nothing of a file that ${what}`, () =>
      workspace().expectUnchanged(async () => {
        const name = `changed-${index}.jsonl`;
        const changed = await ingestChanged(name, pings(100, 9), change);
        expect(changed.outcome).to.deep.equal(
          failure(1, `${changed.path} ${message}`),
        );
      }));
  }

  it("reports a file that is gone", () =>
    workspace().expectUnchanged(async () => {
      const { path, outcome } = await ingestChanged(
        "gone.jsonl",
        pings(100, 9),
        (path) => rmSync(path),
      );
      expect(outcome).to.deep.equal(
        failure(1, `there is no file ${path}: check the path`),
      );
    }));

  it("reports a file that it can no longer read", async function () {
    const prefix = ordinaryUser();
    if (!prefix) this.skip();
    const env = { DATA_DIR: workspace().makeFolder("of-nobody") };
    chmodSync(env.DATA_DIR, 0o777);
    const pipe = makePipe(workspace(), "lost.pipe");
    const path = workspace().write("lost.jsonl", pings(100, 9));
    const work = async () => {
      const writer = await openToWrite(pipe);
      chmodSync(path, 0);
      closeSync(writer);
    };
    const options = { env, prefix };
    const outcome = await runProcessBeside([pipe, path], work, options);
    await stopEngine(readConfig(env));
    expect(outcome).to.deep.equal(
      failure(
        1,
        `no permission to read the file ${path}: give this user read access to it`,
      ),
    );
  });

  it("takes the existing part of a growing file, and the rest on the next run", async () => {
    const { path, outcome } = await ingestChanged(
      "grown.jsonl",
      pings(300, 9),
      (path) => appendFileSync(path, pings(309, 5, 1_728_475_209)),
    );
    expect(outcome.status).to.equal(0);
    expect(outcome.stderr).to.match(/accepted +9\n/);
    const again = await workspace().ingest([path]);
    expect(again.stderr).to.match(/accepted +5\n/);
    expect(again.stderr).to.match(/duplicate_event +9 /);
  });
});

describe("the ingest command when its data directory loses permissions", () => {
  const workspace = lendWorkspace();

  it("publishes nothing, reports it, and works once they are restored", async function () {
    const prefix = ordinaryUser();
    if (!prefix || asServer) this.skip();
    const dataDir = workspace().makeFolder("of-nobody");
    chmodSync(dataDir, 0o777);
    const options = { env: { DATA_DIR: dataDir }, prefix };
    const first = workspace().write("first.jsonl", REGISTRATION);
    const ingest = (file: string) => runCommand(["ingest", file], options);
    expect((await ingest(first)).status).to.equal(0);

    const folders = readdirSync(dataDir, {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name));
    const pipe = makePipe(workspace(), "pipe");
    const work = async () => {
      const writer = await openToWrite(pipe);
      // The command answers after the database is open.
      await runCommand(["sql", "SELECT 1"], options);
      for (const folder of folders) chmodSync(folder, 0o555);
      writeSync(writer, pings(100, 9));
      closeSync(writer);
    };
    const lost = await runProcessBeside([pipe], work, options);
    for (const folder of folders) chmodSync(folder, 0o755);
    expect(lost.status).to.equal(1);
    // The engine may have reported something before.
    expect(lost.stderr).to.match(/^touchline: [^\n]+\n$/m);
    expect(lost.stderr).to.contain(
      `touchline: no permission to write to ${dataDir} (`,
    );

    const file = workspace().write("again.jsonl", pings(100, 9));
    const again = await ingest(file);
    await stopEngine(readConfig(options.env));
    expect(again.status).to.equal(0);
    expect(again.stderr).to.match(/accepted +9\n/);
  });
});
