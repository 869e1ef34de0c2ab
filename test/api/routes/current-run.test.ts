import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { openReader } from "../../../runs/open-store.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import {
  advanceProgress,
  NO_PROGRESS,
  type RunEvent,
  type RunProgress,
} from "../../../runs/run-progress.ts";
import {
  startCommand,
  type RunningCommand,
} from "../../support/command/command.ts";
import { NOBODY, openTestStore } from "../../support/database/database-pool.ts";
import { lendWorkspace, PING } from "../../support/command/lend-workspace.ts";
import {
  settingsToServe,
  startApiHere,
  type AnsweringApi,
} from "../../support/start-api.ts";
import { testEngine } from "../../support/test-engine.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { withApi } from "../lend-api.ts";

interface Run {
  readonly command: string;
  readonly started_at: string;
  readonly step: string;
  readonly input_bytes: number | null;
  readonly read_bytes: number;
  readonly lines: number;
  readonly rejected: number;
}

/** Requests the current run. */
async function currentRun(origin: string): Promise<Run | null> {
  const response = await fetch(`${origin}/api/runs/current`);
  expect(response.status).to.equal(200);
  // Each moment has its own answer.
  expect(response.headers.get("etag")).to.equal(null);
  expect(response.headers.get("cache-control")).to.equal("no-store");
  return ((await response.json()) as { run: Run | null }).run;
}

async function waitFor(
  origin: string,
  expected: (run: Run | null) => boolean,
): Promise<Run | null> {
  for (;;) {
    const run = await currentRun(origin);
    if (expected(run)) return run;
    await sleep(20);
  }
}

describe("/api/runs/current", () => {
  const database = lendDatabase();

  /** Another store on the database, that shows this progress. */
  async function openAnother(progress: () => RunProgress): Promise<Store> {
    const [row] = await database.store.rows<{ name: string }>({
      name: "database",
      sql: "SELECT currentDatabase() AS name",
    });
    return openTestStore(row?.name ?? "", {
      contender: {
        ...NOBODY,
        operation: "replay",
        progress,
      },
    });
  }

  it("is null while no command changes the database", () =>
    withApi({ store: database.store }, async (origin) => {
      expect(await currentRun(origin)).to.equal(null);
    }));

  it("reports the progress of the run that holds the lease", async () => {
    let progress = NO_PROGRESS;
    const observe = (event: RunEvent) => {
      progress = advanceProgress(progress, event);
    };
    const other = await openAnother(() => progress);
    await withApi({ store: database.store }, async (origin) => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      await other.asWriter(async () => {
        const { started_at, ...first } = (await currentRun(origin))!;
        expect(first).to.deep.equal({
          ...{ command: "replay", step: "starting", input_bytes: null },
          ...{ read_bytes: 0, lines: 0, rejected: 0 },
        });
        expect(Date.parse(started_at)).to.be.within(before, Date.now());
        observe({ kind: "started", inputBytes: 100 });
        observe({ kind: "read", bytes: 30 });
        observe({ kind: "read", bytes: 20 });
        const read = await waitFor(origin, (run) => run?.step === "reading");
        expect(read).to.include({ input_bytes: 100, read_bytes: 50 });
        observe({ kind: "step", name: "publishing" });
        await waitFor(origin, (run) => run?.step === "publishing");
      });
      expect(await currentRun(origin)).to.equal(null);
    });
    await other.close();
  });
});

/** More than a segment of a stream holds. */
const MANY_PINGS = `${PING}\n`.repeat(60_000);

describe("/api/runs/current, for a run in another process", () => {
  const workspace = lendWorkspace();
  let api: AnsweringApi | undefined;

  afterEach(async () => {
    await api?.stop();
    api = undefined;
  });

  /** Starts a run that lasts as long as its standard input is open. */
  async function startRun(): Promise<RunningCommand> {
    const env = await workspace().settings();
    return startCommand(["ingest", "--workers", "1", "-"], { env });
  }

  async function startServing(): Promise<string> {
    api = await startApiHere(await settingsToServe(workspace()));
    return api.url;
  }

  /** Whether a command holds the lease of the database. */
  async function isHeld(): Promise<boolean> {
    const { admin } = await testEngine();
    const store = openReader({ ...admin, database: "default" });
    const locks = await store.query({
      name: "locks",
      sql: "SELECT 1 FROM system.tables WHERE database = {database:String} AND name = 'writer_lock'",
      parameters: { database: workspace().database },
    });
    await store.close();
    return locks.length > 0;
  }

  /** Expects the run and its progress in answers until it has ended. */
  async function expectProgress(
    origin: string,
    run: RunningCommand,
  ): Promise<void> {
    run.process.stdin.write(`{}\n${MANY_PINGS}`);
    const shown = await waitFor(origin, (run) => (run?.lines ?? 0) > 0);
    expect(shown).to.include({
      ...{ command: "ingest", step: "reading", input_bytes: null },
      rejected: 1,
    });
    expect(shown?.read_bytes).to.be.greaterThan(shown?.lines ?? 0);
    run.process.stdin.end();
    expect((await run.outcome).status).to.equal(0);
    expect(await currentRun(origin)).to.equal(null);
  }

  it("is reported by an API that starts later", async () => {
    const run = await startRun();
    while (!(await isHeld())) await sleep(20);
    await expectProgress(await startServing(), run);
  });

  it("is reported by an API that started earlier", async () => {
    const origin = await startServing();
    expect(await currentRun(origin)).to.equal(null);
    await expectProgress(origin, await startRun());
  });

  it("is null after its process is killed", async () => {
    const origin = await startServing();
    const run = await startRun();
    await waitFor(origin, (shown) => shown !== null);
    run.process.kill("SIGKILL");
    await run.outcome;
    expect(await currentRun(origin)).to.equal(null);
  });
});
