import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { writeApiKey } from "../../../common/settings/api-keys.ts";
import { runHere } from "../../support/command/command.ts";
import { OTHER_USER_ID, USER_ID } from "../../support/events/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";
import { startApiHere } from "../../support/start-api.ts";
import { asServer } from "../../support/test-engine.ts";

type Line = Record<string, unknown>;

const KEY = "a-key-that-nobody-may-see";
const COUNTRY = "Atlantis";

describe("the log", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("events.jsonl", `${REGISTRATION}\n${PING}`);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  /** The log of an API during the following requests. */
  async function logOf(settings: NodeJS.ProcessEnv): Promise<string[]> {
    const api = await startApiHere({
      ...(await workspace().settings()),
      ...settings,
      ...(!asServer && { CLICKHOUSE_PASSWORD: KEY }),
    });
    const get = async (path: string, id: string) => {
      const headers = {
        Authorization: `Bearer ${KEY}`,
        Cookie: `key=${KEY}`,
        "X-Request-Id": id,
      };
      await (await fetch(`${api.url}${path}`, { headers })).text();
    };
    await get(`/api/users/${USER_ID}/days?from=2024-10-01`, "days");
    await get(`/api/users/${OTHER_USER_ID}/days`, "unknown-user");
    await get(`/api/user-stats?user_id=${USER_ID}`, "stats");
    await get(`/api/daily?country=${COUNTRY}&key=${KEY}`, "refused");
    await get(`/${USER_ID}/${KEY}`, "nowhere");
    const { status, stderr } = await api.stop();
    expect(status).to.equal(0);
    return stderr.split("\n").filter((line) => line !== "");
  }

  const SECRETS = [KEY, USER_ID, OTHER_USER_ID, COUNTRY, "2024-10-01"];
  const expectNoSecrets = (lines: readonly string[]) => {
    for (const secret of SECRETS)
      expect(lines.join("\n")).not.to.contain(secret);
  };

  it("records each request as JSON, without any values", async () => {
    const lines = await logOf({ LOG_LEVEL: "info" });
    expectNoSecrets(lines);
    const requests = lines.map((line) => JSON.parse(line) as Line);
    for (const { time, pid, level, msg, milliseconds } of requests) {
      expect(Date.parse(String(time))).to.be.closeTo(Date.now(), 60_000);
      expect({ pid, level, msg }).to.deep.equal({
        pid: process.pid,
        level: "info",
        msg: "request",
      });
      expect(milliseconds).to.be.a("number").above(0);
    }
    expect(
      requests.map(({ request, method, route, status }) =>
        [request, method, route, status].join(" "),
      ),
    ).to.deep.equal([
      "days GET /api/users/{user_id}/days 200",
      "unknown-user GET /api/users/{user_id}/days 404",
      "stats GET /api/user-stats 200",
      "refused GET /api/daily 400",
      "nowhere GET none 404",
    ]);
  });

  it("records the name of the key, and not the key", async () => {
    const lines = await logOf({
      LOG_LEVEL: "info",
      API_KEYS: writeApiKey("ana", "read", KEY),
    });
    expectNoSecrets(lines);
    const requests = lines.map((line) => JSON.parse(line) as Line);
    expect(requests).to.have.length(5);
    for (const { key } of requests) expect(key).to.equal("ana");
  });

  it("is text if the setting asks for it", async () => {
    const lines = await logOf({ LOG_LEVEL: "info", LOG_FORMAT: "text" });
    expectNoSecrets(lines);
    expect(lines[0]).to.match(
      /^touchline: request request=days method=GET route=\/api\/users\/\{user_id\}\/days status=200 milliseconds=[\d.]+$/,
    );
  });

  it("is empty by default when nothing fails", async () => {
    expect(await logOf({})).to.deep.equal([]);
  });

  it("rejects an unknown level and an unknown format", async () => {
    const env = { LOG_LEVEL: "loud", LOG_FORMAT: "xml" };
    expect(await runHere(["serve"], { env })).to.deep.include({
      status: 2,
      stderr:
        'touchline: LOG_FORMAT="xml" is not text or json; LOG_LEVEL="loud" is not silent, error, warn or info\n',
    });
  });

  it("records what was forgotten", async () => {
    const api = await startApiHere({
      ...(await workspace().settings()),
      ...{ LOG_LEVEL: "info", RETENTION_DAYS: "30" },
    });
    const sql = ["--format", "TSVRaw", "SELECT max(run_id) FROM runs"];
    while ((await workspace().sql(sql)).stdout.trim() !== "2") await sleep(50);
    const { stderr } = await api.stop();
    const line = JSON.parse(stderr) as Line;
    expect(line).to.include({ level: "info", msg: "forget", runId: 2 });
    expect(line["seconds"]).to.be.a("number").above(0);
  });
});
