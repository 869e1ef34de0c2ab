import { expect } from "chai";
import { RunProgress } from "../../ingest/run-progress.ts";
import { lendDatabase } from "../support/with-database.ts";
import { withApi } from "./lend-api.ts";

describe("/api/runs/current", () => {
  const database = lendDatabase();

  const ask = (underWay?: () => { progress: RunProgress }) =>
    withApi(
      {
        store: database.store,
        ...(underWay && {
          underWay: () => ({
            command: "replay",
            startedAt: Date.parse("2024-10-09T11:12:13.999Z"),
            ...underWay(),
          }),
        }),
      },
      async (origin) => {
        const { headers, status, body } = await fetch(
          `${origin}/api/runs/current`,
        ).then(async (response) => ({
          headers: response.headers,
          status: response.status,
          body: await response.json(),
        }));
        expect(status).to.equal(200);
        // Each moment has an answer of its own.
        expect(headers.get("etag")).to.equal(null);
        expect(headers.get("cache-control")).to.equal("no-store");
        return body;
      },
    );

  it("is null while nothing changes the database", async () => {
    expect(await ask()).to.deep.equal({ run: null });
  });

  it("tells how far the run has come", async () => {
    const progress = new RunProgress();
    const answer = (rest: object) => ({
      run: {
        command: "replay",
        started_at: "2024-10-09T11:12:13Z",
        input_bytes: null,
        read_bytes: 0,
        lines: 0,
        rejected: 0,
        ...rest,
      },
    });
    const underWay = () => ({ progress });
    expect(await ask(underWay)).to.deep.equal(answer({ step: "starting" }));
    progress.started(100);
    progress.read(30);
    progress.read(20);
    expect(await ask(underWay)).to.deep.equal(
      answer({ step: "reading", input_bytes: 100, read_bytes: 50 }),
    );
    progress.step("publishing");
    expect(await ask(underWay)).to.deep.equal(
      answer({ step: "publishing", input_bytes: 100, read_bytes: 50 }),
    );
  });
});
