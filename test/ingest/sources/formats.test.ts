import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { FIXTURES, lendReader, parseLines } from "../../support/lend-reader.ts";

const LINES = readFileSync(join(FIXTURES, "events.jsonl"), "utf8");
const EVENTS = parseLines(LINES);

/** The fixtures with one of these endings. */
const withEnding = (endings: RegExp): string[] =>
  readdirSync(FIXTURES).filter((name) => endings.test(name));

describe("files that other programs have written", () => {
  const reader = lendReader();

  for (const name of withEnding(/\.jsonl(\.\w+)?$/)) {
    if (name.startsWith("utf")) continue;
    it(`reads the same lines in ${name}`, async () => {
      expect(await reader().read(join(FIXTURES, name))).to.equal(LINES);
    });

    it(`reads the same lines in ${name} from standard input`, async () => {
      const bytes = readFileSync(join(FIXTURES, name));
      expect(await reader().read("-", {}, bytes)).to.equal(LINES);
    });

    it(`detects ${name} without its ending`, async () => {
      const path = join(reader().folder, "events");
      writeFileSync(path, readFileSync(join(FIXTURES, name)));
      expect(await reader().read(path)).to.equal(LINES);
    });
  }

  for (const name of withEnding(/\.(parquet|avro|csv\.gz)$/))
    it(`reads the same events in ${name}`, async () => {
      const lines = await reader().read(join(FIXTURES, name));
      expect(parseLines(lines)).to.deep.equal(EVENTS);
    });

  for (const name of withEnding(/^pandas/))
    it(`reads the same events in ${name}, without texts that are empty`, async () => {
      const lines = await reader().read(join(FIXTURES, name));
      const events = LINES.replaceAll(', "type": ""', "");
      expect(parseLines(lines)).to.deep.equal(parseLines(events));
    });

  for (const name of ["struct.parquet", "events.avro"]) {
    it(`writes the lines of ${name} in the usual layout`, async () => {
      expect(await reader().read(join(FIXTURES, name))).to.equal(LINES);
    });

    it(`reads ${name} from standard input`, async () => {
      const bytes = readFileSync(join(FIXTURES, name));
      expect(await reader().read("-", {}, bytes)).to.equal(LINES);
    });
  }

  const DAMAGED: Record<string, RegExp> = {
    "events.jsonl.zst": /is not a complete zstd file \(it is cut off\)/,
    "events.jsonl.lz4": /is not a complete lz4 file \(it is cut off\)/,
    "events.jsonl.bz2": /is not a complete bzip2 file/,
    "events.jsonl.xz": /cannot read .*events.jsonl.xz: lzma_stream_decoder/,
    "struct.parquet": /cannot read .*struct.parquet: Not a Parquet file/,
    "events.avro": /cannot read .*events.avro: .*EOF reached/,
  };
  for (const [name, message] of Object.entries(DAMAGED))
    it(`refuses ${name} that was cut off`, async () => {
      const path = join(reader().folder, name);
      const whole = readFileSync(join(FIXTURES, name));
      writeFileSync(path, whole.subarray(0, whole.length - 20));
      const failure = await reader()
        .read(path)
        .catch((error: unknown) => error as Error);
      expect(failure).to.be.instanceOf(Error);
      expect((failure as Error).message).to.match(message);
    });

  it("refuses zstd with other data behind it", async () => {
    const path = join(reader().folder, "more.zst");
    const whole = readFileSync(join(FIXTURES, "events.jsonl.zst"));
    writeFileSync(path, Buffer.concat([whole, Buffer.from("more")]));
    const failure = await reader()
      .read(path)
      .catch((error: unknown) => String(error));
    expect(failure).to.include("other data follows what is compressed");
  });

  for (const ending of ["zst", "lz4", "xz", "bz2"])
    it(`reads several ${ending} files in one`, async () => {
      const path = join(reader().folder, `two.jsonl.${ending}`);
      const one = readFileSync(join(FIXTURES, `events.jsonl.${ending}`));
      writeFileSync(path, Buffer.concat([one, one]));
      expect(await reader().read(path)).to.equal(LINES + LINES);
    });
});
