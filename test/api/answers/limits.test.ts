import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Statement, Store } from "../../../clickhouse/connection/store.ts";
import { packageRoot } from "../../../common/package-root.ts";
import { lendApi, problem } from "../lend-api.ts";

const TAKES_LONG =
  "SELECT sum(sleepEachRow(0.2)) FROM numbers(50) SETTINGS max_execution_time = 1, max_block_size = 1";
const TAKES_MEMORY =
  "SELECT uniqExact(number) FROM numbers(10000000) SETTINGS max_memory_usage = 20000000";

describe("a statement of the API", () => {
  const folder = join(packageRoot, "api");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".sql")))
    it(`has limits of time and memory: ${file}`, () => {
      const sql = readFileSync(join(folder, file), "utf8");
      const limit = (name: string) =>
        Number(
          new RegExp(`^SETTINGS .*\\b${name} = (\\d+)`, "m").exec(sql)?.[1],
        );
      expect(limit("max_execution_time")).to.be.within(1, 10);
      expect(limit("max_memory_usage")).to.be.within(1, 2e9);
    });
});

describe("an answer that exceeds a limit", () => {
  const asked: string[] = [];
  let sql: string;
  const api = lendApi({
    wrap: (store: Store) => ({
      snapshot: (read) => store.snapshot(read),
      version: () => store.version(),
      query: (statement: Statement) => {
        asked.push(statement.name);
        return store.query({ name: statement.name, sql });
      },
    }),
  });

  const cases: [what: string, statement: string, message: string][] = [
    ["time", TAKES_LONG, "took longer than the database may work on it"],
    [
      "memory",
      TAKES_MEMORY,
      "needs more memory than the database may use for it",
    ],
  ];
  for (const [what, statement, message] of cases)
    it(`of ${what} is a problem that names the limit, and is not retried`, async () => {
      sql = statement;
      asked.length = api.logged.length = 0;
      const answer = await api.request("/api/runs");
      expect(answer.status).to.equal(503);
      expect(Number(answer.headers.get("retry-after"))).to.be.above(0);
      expect(JSON.parse(answer.text)).to.deep.equal(
        problem(
          503,
          "over_limit",
          `the answer ${message}: ask for less, such as fewer days, or later`,
        ),
      );
      expect(asked).to.deep.equal(["runs"]);
      expect(api.logged).to.have.length(1);
      expect(api.logged[0]).to.match(/LIMIT_EXCEEDED|TIMEOUT_EXCEEDED/);
    });
});

describe("more questions than the database can answer soon", () => {
  let busy = Promise.resolve();
  const api = lendApi({
    wrap: (store: Store) => ({
      snapshot: (read) => store.snapshot(read),
      version: () => store.version(),
      async query<Row>(statement: Statement) {
        await busy;
        return store.query<Row>(statement);
      },
    }),
  });
  const ask = async (day: number) => {
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    return api.request(`/api/game-stats?date=${date}`);
  };

  it("are refused early, and waiting ones are answered", async () => {
    expect((await ask(0)).status).to.equal(200);
    busy = sleep(3000);
    const waiting = Array.from({ length: 40 }, (_, day) => ask(day + 1));
    await sleep(1500);
    let ended = false;
    const last = Promise.all(waiting).then((answers) => {
      ended = true;
      return answers;
    });
    const refused = await ask(1000);
    expect(refused.status).to.equal(503);
    expect(Number(refused.headers.get("retry-after"))).to.be.above(0);
    expect(JSON.parse(refused.text)).to.deep.equal(
      problem(
        503,
        "overloaded",
        "more requests are waiting than the database can answer soon: try again later",
      ),
    );
    // Repeated questions wait together.
    const same = ask(40);
    expect(ended).to.equal(false);
    for (const { status } of [...(await last), await same])
      expect(status).to.equal(200);
    expect((await ask(1000)).status).to.equal(200);
    expect(api.logged).to.deep.equal([]);
  });
});
