import { expect } from "chai";
import { writeApiKey } from "../../common/api-keys.ts";
import { startApi, stopApi } from "../support/start-api.ts";
import { runCommand } from "../support/command.ts";
import { OTHER_USER_ID, USER_ID } from "../support/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../support/lend-workspace.ts";
import { onServer } from "../support/on-server.ts";

type Line = Record<string, unknown>;

const KEY = "a-key-that-nobody-may-see";
const COUNTRY = "Atlantis";

describe("the log", function () {
  before(function () {
    if (onServer) this.skip();
  });
  const workspace = lendWorkspace();

  /** What an API says while it is asked all that follows. */
  async function logOf(settings: NodeJS.ProcessEnv): Promise<{
    readonly lines: string[];
    readonly by: number | undefined;
  }> {
    const { dataDir } = workspace();
    const api = await startApi(dataDir, {
      ...settings,
      CLICKHOUSE_PASSWORD: KEY,
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
    const file = workspace().write("events.jsonl", `${REGISTRATION}\n${PING}`);
    await workspace().ingest([file]);
    const erased = await runCommand(["erase", USER_ID], {
      env: { DATA_DIR: dataDir },
    });
    expect(erased.status).to.equal(0);
    const { status, stderr } = await stopApi(api);
    expect(status).to.equal(0);
    return {
      lines: stderr.split("\n").filter((line) => line !== ""),
      by: api.process.pid,
    };
  }

  const SECRETS = [KEY, USER_ID, OTHER_USER_ID, COUNTRY, "2024-10-01"];
  const expectNoSecrets = (lines: readonly string[]) => {
    for (const secret of SECRETS)
      expect(lines.join("\n")).not.to.contain(secret);
  };

  it("has each request and operation as JSON, and no value of any", async () => {
    const { lines, by } = await logOf({ LOG_LEVEL: "info" });
    expectNoSecrets(lines);
    const all = lines.map((line) => JSON.parse(line) as Line);
    for (const { time, pid, level } of all) {
      expect(Date.parse(String(time))).to.be.closeTo(Date.now(), 60_000);
      expect({ pid, level }).to.deep.equal({ pid: by, level: "info" });
    }
    const requests = all.filter(({ msg }) => msg === "request");
    for (const { milliseconds } of requests)
      expect(milliseconds).to.be.a("number").above(0);
    expect(
      requests.map(({ request, method, route, status }) =>
        [request, method, route, status].join(" "),
      ),
    ).to.deep.equal([
      "days GET /api/users/{user_id}/days 404",
      "unknown-user GET /api/users/{user_id}/days 404",
      "stats GET /api/user-stats 404",
      "refused GET /api/daily 400",
      "nowhere GET none 404",
    ]);
    const operations = all.filter(({ msg }) => msg === "operation");
    expect(
      operations.map(({ operation, runId }) => ({ operation, runId })),
    ).to.deep.equal([
      { operation: "ingest", runId: 1 },
      { operation: "erase", runId: 2 },
    ]);
    expect(operations[0]?.["readBytes"]).to.equal(
      Buffer.byteLength(`${REGISTRATION}\n${PING}`),
    );
    expect(all).to.have.length(requests.length + operations.length);
  }).timeout(120_000);

  it("names the key that asked, and not a key", async () => {
    const { lines } = await logOf({
      LOG_LEVEL: "info",
      API_KEYS: writeApiKey("ana", "read", KEY),
    });
    expectNoSecrets(lines);
    const requests = lines
      .map((line) => JSON.parse(line) as Line)
      .filter(({ msg }) => msg === "request");
    expect(requests).to.have.length(5);
    for (const { key } of requests) expect(key).to.equal("ana");
  }).timeout(120_000);

  it("is text where that is asked for", async () => {
    const { lines } = await logOf({ LOG_LEVEL: "info", LOG_FORMAT: "text" });
    expectNoSecrets(lines);
    expect(lines[0]).to.match(
      /^touchline: request request=days method=GET route=\/api\/users\/\{user_id\}\/days status=404 milliseconds=[\d.]+$/,
    );
  }).timeout(120_000);

  it("is empty by default where nothing fails", async () => {
    expect((await logOf({})).lines).to.deep.equal([]);
  }).timeout(120_000);

  it("takes no level and no form that there is not", async () => {
    const env = { LOG_LEVEL: "loud", LOG_FORMAT: "xml" };
    expect(await runCommand(["serve"], { env })).to.deep.include({
      status: 2,
      stderr:
        'touchline: LOG_FORMAT="xml" is not text or json; LOG_LEVEL="loud" is not silent, error, warn or info\n',
    });
  });
});
