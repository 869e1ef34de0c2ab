import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ObjectServer } from "../../support/object-server.ts";
import { FIXTURES } from "../../support/lend-reader.ts";
import { lendWorkspace } from "../../support/command/lend-workspace.ts";
import { failure } from "../../support/command/command.ts";
import { runBeside } from "../bad-input/run-beside.ts";

const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

describe("runs over files that the engine reads", () => {
  const workspace = lendWorkspace();
  let server: ObjectServer;

  before(async () => {
    server = await ObjectServer.start();
  });

  after(async () => {
    await server.stop();
  });

  async function ingest(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    const { status, stdout, stderr } = await workspace().ingest(
      ["--json", ...args],
      { env },
    );
    expect(status, stderr).to.equal(0);
    const summary = JSON.parse(stdout) as { readonly run_id: number };
    return { ...summary, stderr };
  }

  it("knows events that came in another form", async () => {
    const parquet = join(FIXTURES, "struct.parquet");
    const first = await ingest([parquet]);
    expect(first).to.deep.include({ lines: 90, accepted: 90, rejected: {} });
    for (const name of ["struct.parquet", "events.jsonl.zst", "pandas.csv"])
      expect(await ingest([join(FIXTURES, name)])).to.deep.include({
        ...{ lines: 90, accepted: 0 },
        rejected: { duplicate_event: 90 },
      });
    await workspace().expectTidy();
  });

  it("names each file of a folder, and the rows of each, in rejected_events", async () => {
    const folder = workspace().makeFolder("folder");
    mkdirSync(join(folder, "deep"));
    const header = "event_id,event_type,event_timestamp,event_data.user_id";
    writeFileSync(join(folder, "a.csv"), `${header}\n1,x\n501,nothing,5,\n`);
    writeFileSync(join(folder, "deep/b.jsonl"), "{}\n\n[]\n");
    const summary = await ingest([folder]);
    expect(summary).to.deep.include({
      ...{ lines: 5, blank: 1, accepted: 0 },
      rejected: {
        malformed_json: 2,
        invalid_event_id: 1,
        unknown_event_type: 1,
      },
    });
    const { stdout } = await workspace().sql([
      `SELECT replaceOne(file, '${folder}/', ''), line, reason FROM rejected_events WHERE run_id = ${summary.run_id} ORDER BY file, line FORMAT TSV`,
    ]);
    expect(stdout.trimEnd().split("\n")).to.deep.equal([
      "a.csv\t1\tmalformed_json",
      "a.csv\t2\tunknown_event_type",
      "deep/b.jsonl\t1\tinvalid_event_id",
      "deep/b.jsonl\t3\tmalformed_json",
    ]);
  });

  it("keeps credentials out of the database and of its output", async () => {
    server.objects.set("bucket/odd.jsonl", Buffer.from("{}\n"));
    const address = server.url.replace("//", "//user:hidden@");
    const { stderr, run_id } = await ingest([
      `${address}/bucket/odd.jsonl?sig=hidden`,
    ]);
    expect(stderr).not.to.include("hidden");
    const { stdout } = await workspace().sql([
      `SELECT DISTINCT file FROM rejected_events WHERE run_id = ${run_id} FORMAT TSV`,
    ]);
    expect(stdout.trim()).to.equal(`${server.url}/bucket/odd.jsonl`);
  });

  it("publishes nothing when a download breaks off", async () => {
    server.hasRanges = false;
    server.objects.set("bucket/events.jsonl", fixture("events.jsonl"));
    server.behaviours.set("bucket/events.jsonl", {
      ...{ breakAfter: 9000, times: 1000 },
    });
    const address = `${server.url}/bucket/events.jsonl`;
    await workspace().expectUnchanged(async () => {
      const { status, stderr } = await workspace().ingest([address]);
      expect(status).to.equal(1);
      expect(stderr).to.include(`${address} broke off while it was read`);
    });
  });

  it("leaves nothing behind when it is cancelled", async () => {
    server.objects.set("bucket/slow.jsonl", fixture("events.jsonl"));
    server.behaviours.set("bucket/slow.jsonl", { stallAfter: 2000 });
    const outcome = await runBeside(
      workspace(),
      [`${server.url}/bucket/slow.jsonl`],
      async (command) => {
        await server.stalled;
        command.signals.emit("SIGINT");
      },
    );
    expect(outcome).to.deep.equal(
      failure(1, "cancelled; nothing was published"),
    );
    await workspace().expectTidy();
  });
});
