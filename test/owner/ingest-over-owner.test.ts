import { relative } from "node:path";
import { expect } from "chai";
import { gzipSync } from "node:zlib";
import { packageRoot } from "../../common/package-root.ts";
import { readConfig } from "../../common/config.ts";
import type { RunObserver } from "../../ingest/run-observer.ts";
import { runOperation } from "../../owner/run-operation.ts";
import { requestFor } from "../support/ingest-lines.ts";
import { PING, Workspace } from "../support/lend-workspace.ts";
import {
  WORKED_EXAMPLE_DATE,
  WORKED_EXAMPLE_GAME_STATS,
  WORKED_EXAMPLE_USER_STATS,
  workedExampleLines,
} from "../support/worked-example.ts";
import { lendServedWorkspace, timeless } from "./lend-api-process.ts";

const EXAMPLE = workedExampleLines().join("\n");

const GAME = `/api/game-stats?date=${WORKED_EXAMPLE_DATE}`;

describe("the ingest command while the API is up", () => {
  const workspace = lendServedWorkspace();
  const alone = new Workspace();

  after(() => alone.remove());

  /** Runs the same command on both databases; it must come to the same. */
  async function expectSame(args: readonly string[], input?: string) {
    const options = input === undefined ? {} : { input };
    const there = await workspace().ingest(args, options);
    const here = await alone.ingest(args, options);
    expect(timeless(there)).to.deep.equal(timeless(here));
    return there;
  }

  it("publishes, and the API answers with it at once", async () => {
    expect(await workspace().answer(GAME)).to.include({ active_users: 0 });
    const file = workspace().write("example.jsonl", `${EXAMPLE}\n{}\n\n`);
    const { status, stdout } = await expectSame(["--json", file]);
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.include({
      run_id: 1,
      rejected: { invalid_event_id: 1 },
    });
    expect(await workspace().answer(GAME)).to.deep.equal(
      WORKED_EXAMPLE_GAME_STATS,
    );
    for (const user of WORKED_EXAMPLE_USER_STATS)
      expect(
        await workspace().answer(
          `/api/user-stats?user_id=${user.user_id}&date=${WORKED_EXAMPLE_DATE}`,
        ),
      ).to.deep.equal(user);
    expect(await workspace().value("SELECT state FROM runs")).to.equal(
      "reported",
    );
  });

  it("accepts nothing of the same file again", async () => {
    const file = workspace().write("again.jsonl", EXAMPLE);
    expect((await expectSame([file])).stderr).to.contain("accepted   0");
  });

  it("reads a file from where it was started, and calls it as it did", async () => {
    const file = workspace().write("other.jsonl.gz", gzipSync("{}\n[]\n"));
    const name = relative(packageRoot, file);
    expect((await expectSame([name])).status).to.equal(0);
    expect(
      await workspace().value(
        "SELECT DISTINCT file FROM rejected_events WHERE run_id = 3",
      ),
    ).to.equal(name);
  });

  it("sends its standard input over", async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `{"event_id": ${index + 1000}}\n`,
    );
    const input = `${lines.join("")}${PING}`;
    const { stderr } = await expectSame(["-"], input);
    expect(stderr).to.contain("lines     20,001");
    expect(
      await workspace().value(
        "SELECT DISTINCT file FROM rejected_events WHERE run_id = 4",
      ),
    ).to.equal("-");
    expect((await expectSame(["--dry-run", "-"], "")).status).to.equal(0);
  });

  it("fails as it does alone, with the same words", async () => {
    const bad = workspace().write("zones.jsonl", '{"country": "US"}\n');
    const file = workspace().write("bad.jsonl", "x\ny\n");
    const missing = relative(packageRoot, `${file}.none`);
    for (const [status, ...args] of [
      [1, missing],
      [1, relative(packageRoot, workspace().folder)],
      [1, "--timezones", relative(packageRoot, bad), file],
      [2, "--workers", "none", file],
      [2, "--wait", "soon", file],
      [3, "--max-rejected", "1", file],
    ] as const)
      expect((await expectSame(args)).status).to.equal(status);
    expect(await workspace().value("SELECT max(run_id) FROM runs")).to.equal(
      "4",
    );
  });

  it("is told of the owner's progress as of its own", async () => {
    const file = workspace().write("progress.jsonl", "{}\n".repeat(1000));
    const seen = { started: [0], read: 0, lines: 0, steps: [""] };
    seen.started.pop();
    seen.steps.pop();
    const shown: number[] = [];
    const observer: RunObserver = {
      started: (bytes = -1) => seen.started.push(bytes),
      read: (bytes) => (seen.read += bytes),
      parsed: ({ lines }) => (seen.lines += lines),
      step: (name) => seen.steps.push(name),
    };
    const request = requestFor(workspace().folder, [file]);
    await runOperation(
      readConfig({ DATA_DIR: workspace().dataDir }),
      "ingest",
      { ...request, lastDay: 65_535 },
      {
        title: "ingest",
        observer,
        signal: new AbortController().signal,
        waitSeconds: 0,
        show: (summary) => void shown.push(summary.lines),
      },
    );
    expect(shown).to.deep.equal([1000]);
    expect(seen).to.deep.equal({
      started: [3000],
      read: 3000,
      lines: 1000,
      steps: ["applying the rules over several events", "publishing"],
    });
  });

  it("keeps nobody from reading", async () => {
    const run = await workspace().startRun("--dry-run");
    expect(await workspace().answer(GAME)).to.deep.equal(
      WORKED_EXAMPLE_GAME_STATS,
    );
    expect(await workspace().value("SELECT 1")).to.equal("1");
    run.process.stdin.end("{}\n");
    expect((await run.outcome).status).to.equal(0);
  });
});
