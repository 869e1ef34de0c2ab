import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { failure } from "../../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

/** This many lines of a page, each followed by a blank one. */
const page = (lines: number) => "<p>text</p>\n \n".repeat(lines);

const XML =
  "character 1 begins <p>text</p>: expected a value; this looks like XML or HTML";

describe("the ingest command with a file of nothing but malformed_json", () => {
  const workspace = lendWorkspace();

  before(async () => {
    const file = workspace().write("good.jsonl", `${REGISTRATION}\n${PING}\n`);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  const FILES: Record<string, readonly [string, string | Buffer, string]> = {
    "lines of text": ["page.jsonl", page(10), XML],
    "text in gzip": ["page.jsonl.gz", gzipSync(page(10)), XML],
    "an array of numbers": [
      "numbers.json",
      "[1,2,3,4,5,6,7,8,9,10]",
      "the line is 1: expected one JSON object",
    ],
    "binary lines": [
      "noise.jsonl",
      Buffer.from("ff0a".repeat(10), "hex"),
      "byte 1 is 0xff: expected UTF-8; this looks like another character set, such as Latin-1",
    ],
  };
  for (const [what, [name, content, first]] of Object.entries(FILES)) {
    it(`publishes nothing and exits with 3 for ${what}`, async () => {
      const path = workspace().write(name, content);
      const good = workspace().write("more.jsonl", PING.replace("2", "3"));
      const message = `${path} is not an event file: all its 10 lines are malformed_json; nothing was published. The first one: ${first}. Leave the file out, or keep its lines as rejected with --max-rejected 100%`;
      await workspace().expectUnchanged(async () => {
        for (const limit of [[], ["--max-rejected", "100"], ["--dry-run"]])
          expect(
            await workspace().ingest([...limit, good, path]),
          ).to.deep.equal(failure(3, message));
      });
    });
  }

  it("names standard input", async () => {
    const input = page(10);
    expect(await workspace().ingest(["-"], { input })).to.deep.equal(
      failure(
        3,
        `standard input is not an event file: all its 10 lines are malformed_json; nothing was published. The first one: ${XML}. Leave the file out, or keep its lines as rejected with --max-rejected 100%`,
      ),
    );
  });

  it("counts the file as one, however it is cut", async () => {
    const path = workspace().write("long.jsonl", page(60_000));
    const { status } = await workspace().ingest(["--workers", "3", path]);
    expect(status).to.equal(3);
  });

  it("judges it with --max-rejected 100%", async () => {
    const path = workspace().write("page.jsonl", page(10));
    const args = ["--max-rejected", "100%", "--json", path];
    const { status, stdout } = await workspace().ingest(args);
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.include({
      ...{ lines: 20, blank: 10, accepted: 0 },
      rejected: { malformed_json: 10 },
    });
  });

  const JUDGED: Record<string, string> = {
    "nine such lines": page(9),
    "one line that is rejected for another reason": `${page(20)}{}\n`,
    "one event": `${page(20)}${PING.replace("2", "4")}\n`,
  };
  for (const [what, content] of Object.entries(JUDGED)) {
    it(`judges a file with ${what}`, async () => {
      const path = workspace().write("judged.jsonl", content);
      const { status } = await workspace().ingest([path]);
      expect(status).to.equal(0);
    });
  }
});
