import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import { packageRoot } from "../../../common/package-root.ts";
import {
  BadBzip2,
  decompressBzip2,
} from "../../../ingest/input/decompress-bzip2.ts";

const FIXTURES = join(packageRoot, "test/ingest/sources/fixtures");
const LINES = readFileSync(join(FIXTURES, "events.jsonl"));
const COMPRESSED = readFileSync(join(FIXTURES, "events.jsonl.bz2"));

/** Runs of bytes around the lengths that bzip2 shortens, as it compresses them. */
const RUNS = Buffer.concat([
  Buffer.alloc(300_000),
  Buffer.from(`ababab${"c".repeat(259)}dddd`),
]);
const COMPRESSED_RUNS = Buffer.from(
  "QlpoOTFBWSZTWZ5bJwAAAkzBgMAAPAAEAAAIIABQhgApVPUzTmiiMoojv0URutuXf8ttSiM8LuSKcKEhPLZOAA==",
  "base64",
);
const COMPRESSED_NOTHING = Buffer.from("QlpoORdyRThQkAAAAAA=", "base64");

/** Decompresses what arrives in chunks of so many bytes. */
function decompress(bytes: Buffer, chunkBytes = bytes.length): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    chunks.push(bytes.subarray(at, at + chunkBytes));
  return buffer(decompressBzip2(Readable.from(chunks)));
}

describe("decompressing bzip2", () => {
  it("gives what was compressed, however it arrives", async () => {
    for (const chunkBytes of [1, 7, 1000, COMPRESSED.length])
      expect((await decompress(COMPRESSED, chunkBytes)).equals(LINES)).to.equal(
        true,
      );
  });

  it("restores runs of bytes", async () => {
    expect((await decompress(COMPRESSED_RUNS)).equals(RUNS)).to.equal(true);
  });

  it("reads streams behind one another, and empty ones", async () => {
    const all = Buffer.concat([
      ...[COMPRESSED_NOTHING, COMPRESSED_RUNS],
      ...[COMPRESSED_NOTHING, COMPRESSED],
    ]);
    const expected = Buffer.concat([RUNS, LINES]);
    expect((await decompress(all)).equals(expected)).to.equal(true);
  });

  it("fails wherever it is cut off, and whatever follows it", async () => {
    for (let length = 1; length < COMPRESSED.length; length++)
      expect(await fails(COMPRESSED.subarray(0, length)), `${length}`).to.equal(
        true,
      );
    expect(await fails(Buffer.concat([COMPRESSED, Buffer.from("x")]))).to.equal(
      true,
    );
  });

  it("never gives anything else for damaged bytes", async () => {
    for (let at = 0; at < COMPRESSED.length; at++) {
      const damaged = Buffer.from(COMPRESSED);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      const result = await decompress(damaged).catch(() => LINES);
      expect(result.equals(LINES), `byte ${at}`).to.equal(true);
    }
  });
});

const fails = (bytes: Buffer): Promise<boolean> =>
  decompress(bytes).then(
    () => false,
    (error: unknown) => error instanceof BadBzip2,
  );
