import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { findEngine } from "../../clickhouse/engine/use-engine.ts";
import { readConfig } from "../../common/settings/config.ts";
import { runHere } from "../support/command/command.ts";
import { USER_ID } from "../support/events/events.ts";
import { withFolder } from "../support/command/folders.ts";
import { PING, REGISTRATION } from "../support/command/lend-workspace.ts";
import { startApi } from "../support/start-api.ts";

const PATHS = [
  "/api/game-stats",
  "/api/daily",
  `/api/user-stats?user_id=${USER_ID}`,
];

const CLIENTS = 8;

interface Reading {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** The process of the engine on a data directory. */
async function enginePid(dataDir: string): Promise<number> {
  const engine = await findEngine(readConfig({ DATA_DIR: dataDir }));
  if (!engine) throw new Error("there is no engine");
  engine.release();
  return engine.pid;
}

async function read(origin: string, path: string): Promise<Reading> {
  const response = await fetch(`${origin}${path}`);
  return { path, status: response.status, text: await response.text() };
}

describe("serve whose engine is killed under load", () => {
  it("answers 503 until the engine runs again, then answers correctly", () =>
    withFolder(async (folder) => {
      const env = { DATA_DIR: folder };
      const input = `${REGISTRATION}\n${PING}`;
      const args = ["ingest", "--workers", "1", "-"];
      expect((await runHere(args, { env, input })).status).to.equal(0);
      const api = await startApi(env);
      const right = new Map<string, string>();
      for (const path of PATHS)
        right.set(path, (await read(api.url, path)).text);

      const readings: Reading[] = [];
      let goesOn = true;
      const clients = Array.from({ length: CLIENTS }, async (_, at) => {
        for (let i = at; goesOn; i++) {
          const path = PATHS[i % PATHS.length] as string;
          readings.push(await read(api.url, path));
        }
      });
      const killed = await enginePid(folder);
      process.kill(killed, "SIGKILL");
      const seen = (status: number) =>
        readings.findIndex((reading) => reading.status === status);
      while (seen(503) < 0) await sleep(10);
      while ((await read(api.url, "/healthz/ready")).status !== 200)
        await sleep(10);
      goesOn = false;
      await Promise.all(clients);

      for (const { path, status, text } of readings)
        if (status === 503)
          expect(text).to.match(/"code":"(not_ready|database_unavailable)"/);
        else
          expect({ status, text }, path).to.deep.equal({
            status: 200,
            text: right.get(path),
          });
      for (const path of PATHS)
        expect((await read(api.url, path)).text).to.equal(right.get(path));
      expect(await enginePid(folder)).not.to.equal(killed);

      const { status, stderr } = await api.stop();
      expect(status).to.equal(0);
      const logged = stderr
        .split("\n")
        .filter((line) => line.includes("the database engine"))
        .map((line) => (JSON.parse(line) as { msg: string }).msg)
        .filter((text) => text.startsWith("the database engine"));
      expect(logged).to.deep.equal([
        "the database engine has ended: it is started again",
        "the database engine runs again",
      ]);
    }));
});
