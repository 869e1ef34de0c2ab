import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { dayOf, formatDay } from "../../common/days.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../support/lend-workspace.ts";
import { lendServedWorkspace } from "./lend-api-process.ts";
import { startApi, stopApi } from "./start-api.ts";

const EVENTS = `${REGISTRATION}\n${PING}\n{}\n`;

describe("the forget command while the API is up", () => {
  const workspace = lendServedWorkspace();
  const ask = async (path: string, etag = "") => {
    const response = await fetch(`${workspace().api.url}${path}`, {
      headers: { "If-None-Match": etag },
    });
    await response.text();
    return { status: response.status, etag: response.headers.get("etag") };
  };

  it("leaves the numbers as they were, under a new version", async () => {
    const file = workspace().write("events.jsonl", EVENTS);
    await workspace().ingest([file]);
    const paths = ["/api/game-stats", "/api/rejected", "/api/runs"];
    const before = await Promise.all(paths.map((path) => ask(path)));
    const stats = await workspace().answer("/api/game-stats");
    expect(stats).to.include({ number_of_sessions: 1 });
    const { status, stdout } = await workspace().run("forget", [
      ...["--days", "1", "--json"],
    ]);
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ run_id: 2, session_pings: 1 });
    for (const [index, path] of paths.entries()) {
      const known = before[index]?.etag ?? "";
      const now = await ask(path, known);
      expect(now.status, path).to.equal(200);
      expect(now.etag).not.to.equal(known);
      expect((await ask(path, now.etag ?? "")).status).to.equal(304);
    }
    expect(await workspace().answer("/api/game-stats")).to.deep.equal(stats);
    const yesterday = formatDay(dayOf(Date.now() / 1000) - 1);
    const { runs } = (await workspace().answer("/api/runs")) as {
      runs: Record<string, unknown>[];
    };
    expect(runs.map(({ kind, horizon }) => ({ kind, horizon }))).to.deep.equal([
      { kind: "forget", horizon: yesterday },
      { kind: "ingest", horizon: null },
    ]);
  });

  it("waits its turn", async () => {
    const run = await workspace().startRun();
    const { status, stderr } = await workspace().run("forget", [
      ...["--days", "1"],
    ]);
    expect(status).to.equal(1);
    expect(stderr).to.match(/^touchline: .*ingest.*--wait/);
    run.process.stdin.end();
    await run.outcome;
  });
});

describe("an ingest with RETENTION_DAYS while the API is up", () => {
  const workspace = lendServedWorkspace();

  it("is told what the API's process has forgotten", async () => {
    const file = workspace().write("events.jsonl", EVENTS);
    const { status, stdout, stderr } = await workspace().ingest(
      ["--json", file],
      { env: { RETENTION_DAYS: "7" } },
    );
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ run_id: 1, accepted: 2 });
    expect(stderr).to.match(
      /\nRun 2 has forgotten the raw events from before \S+: 1 session pings, 0 rejected lines\.\n$/,
    );
    expect(
      await workspace().value("SELECT groupArray(state) FROM runs FINAL"),
    ).to.equal("['reported','reported']");
  });
});

describe("serve with RETENTION_DAYS", () => {
  const workspace = lendWorkspace();

  it("forgets what is old when it starts", async () => {
    const file = workspace().write("events.jsonl", EVENTS);
    await workspace().ingest([file]);
    const api = await startApi(workspace().dataDir, {
      ...{ RETENTION_DAYS: "7", LOG_LEVEL: "info" },
    });
    const newest = async () => {
      const response = await fetch(`${api.url}/api/runs?limit=1`);
      const { runs } = (await response.json()) as {
        runs: Record<string, unknown>[];
      };
      return runs[0];
    };
    const forgotten =
      /^touchline_operations_total\{operation="forget",outcome="done"\} 1$/m;
    let metrics = "";
    while (!forgotten.test(metrics)) {
      await sleep(50);
      metrics = await (await fetch(`${api.url}/metrics`)).text();
    }
    expect(metrics).to.match(/^touchline_events\{type="session_ping"\} 0$/m);
    expect(await newest()).to.include({ run_id: 2, kind: "forget" });
    const { status, stderr } = await stopApi(api);
    expect(status).to.equal(0);
    const logged = stderr
      .split("\n")
      .filter((line) => line.includes('"operation":"forget"'));
    expect(logged).to.have.length(1);
    expect(JSON.parse(logged[0] ?? "")).to.include({
      ...{ level: "info", msg: "operation", runId: 2 },
    });
    expect((await workspace().run("verify", [])).status).to.equal(0);
    workspace().expectTidy();
  });
});
