import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect } from "chai";
import { ApiProblem, createClient } from "../../client/index.ts";
import { accessWithKeys, READER } from "../api/access/keys.ts";
import { withApi } from "../api/lend-api.ts";
import { ingestContents, asFile } from "../support/command/ingest-lines.ts";
import {
  WORKED_EXAMPLE_DATE,
  WORKED_EXAMPLE_USER_STATS,
  workedExampleLines,
} from "../support/events/worked-example.ts";
import { lendDatabase } from "../support/database/with-database.ts";

const date = WORKED_EXAMPLE_DATE;
const [WINNER] = WORKED_EXAMPLE_USER_STATS;

/** What something fails with. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}

describe("touchline/client", () => {
  const database = lendDatabase();
  let origin: string;
  let end: () => void;
  let ended: Promise<void>;

  before(async () => {
    await ingestContents(database.store, [asFile(workedExampleLines())]);
    const { store } = database;
    const log = () => undefined;
    await new Promise<void>((resolve, reject) => {
      ended = withApi({ store, log }, (url) => {
        origin = url;
        resolve();
        return new Promise<void>((close) => (end = close));
      });
      ended.catch(reject);
    });
  });

  after(async () => {
    end();
    await ended;
  });

  it("returns the answer of a path", async () => {
    const touchline = createClient(origin);
    const user_id = WINNER?.user_id ?? "";
    expect(
      await touchline.get("/api/user-stats", { user_id, date }),
    ).to.deep.equal(WINNER);
    const game = await touchline.get("/api/game-stats");
    expect(game.active_users).to.equal(3);
  });

  it("sends its key", async () => {
    const { store } = database;
    await withApi({ store, access: accessWithKeys() }, async (url) => {
      const stats = createClient(url, { key: READER });
      expect(await stats.get("/api/game-stats")).to.have.property(
        "active_users",
      );
      const problem = await failureOf(createClient(url).get("/api/game-stats"));
      expect(problem).to.be.instanceOf(ApiProblem).and.include({ status: 401 });
    });
  });

  it("puts parameters into the path, and leaves out undefined ones", async () => {
    const touchline = createClient(`${origin}/`);
    const { days } = await touchline.get("/api/users/{user_id}/days", {
      user_id: WINNER?.user_id ?? "",
      from: date,
      to: date,
    });
    expect(days.map((day) => day.date)).to.deep.equal([date]);
    const all = await touchline.get("/api/leaderboard", { country: undefined });
    expect(all.next).to.equal(null);
  });

  it("returns pages one after another, to the last", async () => {
    const touchline = createClient(origin);
    const found: string[] = [];
    for await (const page of touchline.pages("/api/leaderboard", { limit: 1 }))
      found.push(...page.players.map(({ user_id }) => user_id));
    const whole = await touchline.get("/api/leaderboard");
    expect(found.length).to.be.greaterThan(1);
    expect(found).to.deep.equal(whole.players.map(({ user_id }) => user_id));
  });

  it("throws the API's errors", async () => {
    const touchline = createClient(origin, {
      headers: { "X-Request-Id": "one-of-mine" },
    });
    const asked = touchline.get("/api/game-stats", { date: "today" });
    const error = await failureOf(asked);
    expect(error).to.be.instanceOf(ApiProblem);
    const { status, code, requestId, message } = error as ApiProblem;
    expect({ status, code, requestId }).to.deep.equal({
      status: 400,
      code: "bad_request",
      requestId: "one-of-mine",
    });
    expect(message).to.match(/^date is "today": expected a UTC date/);
    const user_id = "00000000-0000-4000-8000-000000000000";
    const unknown = await failureOf(
      touchline.get("/api/user-stats", { user_id }),
    );
    expect(unknown).to.include({ status: 404, code: "not_found" });
  });

  it("throws what another server answers", async () => {
    const page = createServer((socket) => {
      socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno");
    }).listen(0, "127.0.0.1");
    await once(page, "listening");
    const { port } = page.address() as AddressInfo;
    const proxy = createClient(`http://127.0.0.1:${port}`);
    const error = await failureOf(proxy.get("/api/game-stats"));
    expect(error).to.be.instanceOf(ApiProblem);
    expect(error).to.include({ status: 502, code: "" });
    expect(String(error)).to.contain(
      "/api/game-stats answered 502 Bad Gateway",
    );
    page.close();
  });

  it("times out without an answer, and can be cancelled", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const touchline = createClient(`http://127.0.0.1:${port}`, { timeout: 50 });
    const late = await failureOf(touchline.get("/api/game-stats"));
    expect(late).to.include({ name: "TimeoutError" });

    const cancel = new AbortController();
    const asked = touchline.get(
      "/api/game-stats",
      {},
      { signal: cancel.signal, timeout: 60_000 },
    );
    cancel.abort(new Error("enough"));
    expect(await failureOf(asked)).to.include({ message: "enough" });
    silent.close();
  });
});
