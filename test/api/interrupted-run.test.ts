import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { startCommand } from "../support/command/command.ts";
import {
  buildPing,
  NOON,
  USER_ID,
  writeUsual,
} from "../support/events/events.ts";
import { withFaultProxy } from "../support/fault-proxy/fault-proxy.ts";
import {
  PING,
  REGISTRATION,
  Workspace,
} from "../support/command/lend-workspace.ts";
import { startApiHere, type AnsweringApi } from "../support/start-api.ts";
import { shardCount, testEngine } from "../support/test-engine.ts";

/** Answers that change with the run. */
const PATHS = [
  "/api/game-stats",
  "/api/daily",
  `/api/user-stats?user_id=${USER_ID}`,
  `/api/users/${USER_ID}/days`,
  `/api/users/${USER_ID}/sessions`,
];

const DAY = 86_400;

/** A session a day later. */
const LATER = [0, 30].map((seconds, at) =>
  writeUsual(
    buildPing({}, { event_id: 10 + at, event_timestamp: NOON + DAY + seconds }),
  ),
);

/**
 * Lends a database in which a run is published, and another one stops with
 * some of its tables moved and others not; `kill` kills its process.
 */
async function withHangingRun(
  before: (workspace: Workspace) => Promise<void>,
  work: (workspace: Workspace, kill: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { admin } = await testEngine();
  const [, ...others] = admin.shards?.urls ?? [];
  const workspace = new Workspace();
  try {
    const first = workspace.write("first.jsonl", `${REGISTRATION}\n${PING}`);
    expect((await workspace.ingest([first])).status).to.equal(0);
    await before(workspace);
    await withFaultProxy(admin.url, async (proxy) => {
      // Of shards, this is the first one: the others move all they have.
      const after = shardCount > 1 ? 0 : 2;
      proxy.inject({ kind: "stall", step: "^move-rows$", after, times: 99 });
      const second = workspace.write("second.jsonl", LATER.join("\n"));
      const run = startCommand(["ingest", "--workers", "1", second], {
        env: {
          ...{
            DATA_DIR: workspace.folder,
            CLICKHOUSE_URL: [proxy.url, ...others].join(),
          },
          CLICKHOUSE_CLUSTER: admin.shards?.cluster ?? "",
          CLICKHOUSE_DATABASE: workspace.database,
          CLICKHOUSE_USER: admin.user,
          CLICKHOUSE_PASSWORD: admin.password,
        },
      });
      const closed = once(run.process, "close");
      while (proxy.injected.length === 0) await sleep(10);
      await work(workspace, async () => {
        run.process.kill("SIGKILL");
        await closed;
      });
    });
  } finally {
    await workspace.remove();
  }
}

async function readAll(origin: string): Promise<string[]> {
  return Promise.all(
    PATHS.map(async (path) => {
      const response = await fetch(`${origin}${path}`);
      expect(response.status, path).to.equal(200);
      return response.text();
    }),
  );
}

const sessionsOf = (answers: readonly string[]): number =>
  (JSON.parse(answers[2] ?? "") as { number_of_sessions: number })
    .number_of_sessions;

describe("a run whose process is killed while it is published", () => {
  it("is completed by serve, and readers never see part of it", async () => {
    let api: AnsweringApi | undefined;
    let old: string[] = [];
    await withHangingRun(
      async (workspace) => {
        api = await startApiHere(await workspace.settings());
        old = await readAll(api.url);
        expect(sessionsOf(old)).to.equal(1);
      },
      async (workspace, kill) => {
        const url = api?.url ?? "";
        const readings: { at: number; status: number; text: string }[] = [];
        let goesOn = true;
        const clients = PATHS.map(async (path, at) => {
          while (goesOn) {
            const response = await fetch(`${url}${path}`);
            const { status } = response;
            readings.push({ at, status, text: await response.text() });
            await sleep(5);
          }
        });
        // The lease belongs to another process as long as that lives.
        await sleep(1000);
        expect(readings.filter(({ status }) => status === 200)).to.be.empty;
        await kill();
        const completed = await readAll(url);
        goesOn = false;
        await Promise.all(clients);

        expect(sessionsOf(completed)).to.equal(2);
        PATHS.forEach((path, at) =>
          expect(completed[at], path).not.to.equal(old[at]),
        );
        for (const { at, status, text } of readings)
          if (status !== 503) expect(text, PATHS[at]).to.equal(completed[at]);
        expect((await workspace.run("verify", [])).status).to.equal(0);
        expect(await readAll(url)).to.deep.equal(completed);
        expect(await api?.stop()).to.deep.include({ status: 0, stderr: "" });
      },
    );
  });

  it("is completed by a serve that starts later", () =>
    withHangingRun(
      () => Promise.resolve(),
      async (workspace, kill) => {
        await kill();
        const api = await startApiHere(await workspace.settings());
        expect(sessionsOf(await readAll(api.url))).to.equal(2);
        expect(await api.stop()).to.deep.include({ status: 0, stderr: "" });
        expect((await workspace.run("verify", [])).status).to.equal(0);
      },
    ));
});
