import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { readWritingCommand } from "../../../runs/lease.ts";
import {
  startCommand,
  startHere,
  type CommandHere,
} from "../../support/command/command.ts";
import { openTestStore } from "../../support/database/database-pool.ts";
import { buildPing, writeUsual } from "../../support/events/events.ts";
import {
  lendWorkspace,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

const line = (event_id: number) =>
  `${writeUsual(buildPing({}, { event_id }))}\n`;

describe("commands that change one database", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  /** Starts an ingest of standard input, and waits until it holds the lease. */
  async function startHolder(): Promise<CommandHere> {
    const env = await workspace().settings();
    const holder = startHere(["ingest", "--workers", "1", "-"], { env });
    await turnTaken();
    return holder;
  }

  async function turnTaken(): Promise<void> {
    const store = await openTestStore(workspace().database);
    try {
      while (!(await readWritingCommand(store))) await sleep(10);
    } finally {
      await store.close();
    }
  }

  /** Starts a command that has to wait, and waits until it reports so. */
  async function startWaiting(...args: string[]): Promise<CommandHere> {
    const env = await workspace().settings();
    const waiting = startHere(["ingest", "--workers", "1", ...args], { env });
    await new Promise<void>((resolve) =>
      waiting.stderr.on("data", (chunk: Buffer) => {
        if (String(chunk).startsWith("Waiting for another command")) resolve();
      }),
    );
    return waiting;
  }

  it("are refused while another one holds the lease, with its name", async () => {
    const holder = await startHolder();
    const file = workspace().write("second.jsonl", line(2));
    for (const [name, ...args] of [
      ["ingest", file],
      ["verify"],
      ["sql", "--write", "DROP TABLE ledger"],
    ] as const) {
      const { status, stdout, stderr } = await workspace().run(name, args);
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
      expect(stderr).to.match(
        new RegExp(
          `^touchline: another command is changing the database: ingest - \\(process ${process.pid} on \\S+, since [\\d: -]+ UTC\\)\\. Run this one again when that is done, or let it wait with --wait SECONDS\n$`,
        ),
      );
    }
    // Commands that only read need no lease.
    expect((await workspace().run("runs", [])).status).to.equal(0);
    holder.stdin.end(line(3));
    expect((await holder.outcome).stderr).to.match(/^Run 2 published: /);
  });

  it("wait for it with --wait, and then do their work", async () => {
    const holder = await startHolder();
    const file = workspace().write("second.jsonl", line(2));
    const waiting = await startWaiting("--wait", "60", file);
    holder.stdin.end(line(4));
    expect((await holder.outcome).stderr).to.match(/^Run 3 published: /);
    const { status, stderr } = await waiting.outcome;
    expect(stderr).to.match(
      /^Waiting for another command to end: ingest - \(process [^\n]+\nRun 4 published: /,
    );
    expect(status).to.equal(0);
  });

  it("wait no longer than the given time", async () => {
    const holder = await startHolder();
    const file = workspace().write("second.jsonl", line(2));
    const args = ["--wait", "1", file];
    const { status, stderr } = await workspace().ingest(args);
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^Waiting for [^\n]+\ntouchline: another command is changing/,
    );
    holder.signals.emit("SIGINT");
    expect((await holder.outcome).status).to.equal(1);
  });

  it("end on a signal while they wait, without affecting the other", async () => {
    const holder = await startHolder();
    const file = workspace().write("second.jsonl", line(2));
    const waiting = await startWaiting("--wait", "60", file);
    waiting.signals.emit("SIGHUP");
    const { status, stderr } = await waiting.outcome;
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^Waiting [^\n]+\ntouchline: cancelled; nothing was published\n$/,
    );
    holder.stdin.end(line(5));
    expect((await holder.outcome).stderr).to.match(/^Run 5 published: /);
    await workspace().expectTidy();
  });

  it("continue after one that is killed", async () => {
    const env = await workspace().settings();
    const killed = startCommand(["ingest", "--workers", "1", "-"], { env });
    killed.process.stdin.on("error", () => undefined).write(line(6));
    await turnTaken();
    const file = workspace().write("second.jsonl", line(7));
    const waiting = await startWaiting("--wait", "60", file);
    killed.process.kill("SIGKILL");
    expect(await killed.outcome).to.deep.include({ status: undefined });
    const { status, stderr } = await waiting.outcome;
    expect(stderr).to.match(
      new RegExp(
        `^Waiting for [^\n]+\\(process ${killed.process.pid} [^\n]+\nRun 6 published: `,
      ),
    );
    expect(status).to.equal(0);
    const { stdout } = await workspace().sql([
      ...["--format", "TSV"],
      "SELECT groupArray(event_id) FROM (SELECT * FROM session_pings ORDER BY event_id)",
    ]);
    expect(stdout).to.equal("[2,3,4,5,7]\n");
    await workspace().expectTidy();
  });
});
