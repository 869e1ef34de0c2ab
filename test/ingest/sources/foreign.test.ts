import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { failure } from "../../support/command/command.ts";
import { lendWorkspace, PING } from "../../support/command/lend-workspace.ts";
import { FIXTURES } from "../../support/lend-reader.ts";

const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

/** Content, and what the command makes of it: FILE is its name. */
const CASES: Record<string, readonly [Buffer | string, string]> = {
  "events.zip": [
    fixture("events.zip"),
    "a zip archive, not an event file: unpack it, as with unzip -p FILE | npx touchline ingest -",
  ],
  "few.tar.gz": [
    fixture("few.tar.gz"),
    "a tar archive, not an event file: unpack it, as with tar -xOf FILE | npx touchline ingest -",
  ],
  "twice.jsonl.gz": [
    gzipSync(gzipSync(PING)),
    "compressed twice: decompress it once, and pipe the result into npx touchline ingest -",
  ],
  "zst.jsonl.gz": [
    gzipSync(fixture("events.jsonl.zst")),
    "compressed twice: decompress it once, and pipe the result into npx touchline ingest -",
  ],
  "utf-16.jsonl": [
    fixture("utf-16.jsonl"),
    "UTF-16 text, not an event file: convert it to UTF-8, as with iconv -f UTF-16 -t UTF-8 FILE | npx touchline ingest -",
  ],
  "utf-16le.jsonl": [
    fixture("utf-16le.jsonl"),
    "UTF-16 text, not an event file: convert it to UTF-8, as with iconv -f UTF-16LE -t UTF-8 FILE | npx touchline ingest -",
  ],
  "utf-16.csv.gz": [
    gzipSync(fixture("utf-16.jsonl")),
    "UTF-16 text, not an event file: convert it to UTF-8, as with iconv -f UTF-16 -t UTF-8 FILE | npx touchline ingest -",
  ],
  "events.sqlite": [
    fixture("events.sqlite"),
    "a SQLite database, not an event file: export its events as JSON Lines, CSV or Parquet",
  ],
  "events.orc": [
    fixture("events.orc"),
    "an ORC file, not an event file: write it as Parquet",
  ],
  "events.arrow": [
    fixture("events.arrow"),
    "an Arrow file, not an event file: write it as Parquet",
  ],
  "page.jsonl": [
    "%PDF-1.7\n",
    "a PDF document, not an event file: name files of JSON Lines, JSON, CSV, Parquet or Avro",
  ],
  "picture.json": [
    Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"),
    "a PNG image, not an event file: name files of JSON Lines, JSON, CSV, Parquet or Avro",
  ],
  program: [
    Buffer.from("\x7fELF\x02\x01\x01", "latin1"),
    "a program, not an event file: name files of JSON Lines, JSON, CSV, Parquet or Avro",
  ],
};

describe("the ingest command with a file that holds no events", () => {
  const workspace = lendWorkspace();

  before(async () => {
    expect(
      (await workspace().ingest([workspace().write("good.jsonl", PING)]))
        .status,
    ).to.equal(0);
  });

  for (const [name, [content, message]] of Object.entries(CASES)) {
    it(`refuses ${name} before it reads a line`, async () => {
      const path = workspace().write(name, content);
      const good = workspace().write("more.jsonl", PING.replace("2", "3"));
      await workspace().expectUnchanged(async () => {
        expect(await workspace().ingest([good, path])).to.deep.equal(
          failure(1, `${path} is ${message.replace("FILE", path)}`),
        );
      });
    });
  }

  it("refuses such content on standard input", async () => {
    const input = fixture("events.zip");
    await workspace().expectUnchanged(async () => {
      expect(await workspace().ingest(["-"], { input })).to.deep.equal(
        failure(
          1,
          "standard input is a zip archive, not an event file: unpack it, as with unzip -p FILE | npx touchline ingest -",
        ),
      );
    });
  });

  it("takes JSON for what it is, whatever it contains", async () => {
    for (const text of ['{"id": "DUCK\\u0000"}', '{"a": "WEBP"}', "GIF8"]) {
      const path = workspace().write("odd.jsonl", `${text}\n`);
      const { status, stdout } = await workspace().ingest(["--json", path]);
      expect(status).to.equal(0);
      expect(JSON.parse(stdout)).to.include({ lines: 1, accepted: 0 });
    }
  });
});
