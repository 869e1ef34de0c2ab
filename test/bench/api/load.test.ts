import { expect } from "chai";
import { Connection } from "../../../bench/api/load/connection.ts";
import { startLoad } from "../../../bench/api/load/start-load.ts";
import { createZipf } from "../../../bench/api/load/zipf.ts";
import { Random } from "../../../generate/random.ts";
import { withServer } from "./with-server.ts";

const LOAD = {
  warmUp: [],
  draw: "once" as const,
  connections: 3,
  seconds: 10,
  warmUpSeconds: 0,
  seed: 1,
};

describe("the load generator", () => {
  it("reads answers that arrive in pieces, and their status", async () => {
    await withServer(
      (request, response) => {
        const status = request.url === "/none" ? 404 : 200;
        response.writeHead(status, { "Content-Length": 200_000 });
        response.write("a".repeat(100_000));
        setTimeout(() => response.end("b".repeat(100_000)), 10);
      },
      async (origin) => {
        const connection = await Connection.open(origin);
        expect(await connection.ask("/some")).to.equal(200);
        expect(await connection.ask("/none")).to.equal(404);
        expect(await connection.ask("/some")).to.equal(200);
        connection.close();
      },
    );
  });

  it("sends each path once and ends when none is left", async () => {
    const asked: (string | undefined)[] = [];
    const paths = Array.from({ length: 50 }, (_, at) => `/${at}`);
    await withServer(
      (request, response) => {
        asked.push(request.url);
        response.end("answer");
      },
      async (origin) => {
        const result = await startLoad({ ...LOAD, origin, paths }).result;
        expect(result.requests).to.equal(50);
        expect(result.p50).to.be.within(0, result.p99);
        expect(result.p99).to.be.within(0, result.max);
      },
    );
    expect(asked.sort()).to.deep.equal(paths.sort());
  });

  it("counts refusals apart", async () => {
    await withServer(
      (request, response) =>
        void response
          .writeHead(request.url === "/busy" ? 503 : 200, {
            "Content-Length": 4,
          })
          .end("text"),
      async (origin) => {
        const paths = ["/one", "/busy", "/two"];
        const result = await startLoad({ ...LOAD, origin, paths }).result;
        expect([result.requests, result.refused]).to.deep.equal([2, 1]);
      },
    );
  });

  it("fails where a request fails", async () => {
    await withServer(
      (_request, response) =>
        void response.writeHead(404, { "Content-Length": 4 }).end("none"),
      async (origin) => {
        const failure = await startLoad({ ...LOAD, origin, paths: ["/"] })
          .result.then(() => undefined)
          .catch((error: Error) => error.message);
        expect(failure).to.match(
          /^the load generator failed \(1\): .*\/ is answered 404/s,
        );
      },
    );
  });

  it("draws a few again and again by Zipf's law", () => {
    const drawRank = createZipf(1000, new Random(1, 1));
    const counts = new Array<number>(1000).fill(0);
    for (let i = 0; i < 50_000; i++) counts[drawRank()]!++;
    const [first = 0, second = 0] = counts;
    expect(first / second).to.be.closeTo(2 ** 1.1, 0.2);
    expect(counts.filter((count) => count > 0).length).to.be.above(900);
  });
});
