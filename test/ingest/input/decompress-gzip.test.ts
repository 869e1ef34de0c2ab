import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { decompressGzip } from "../../../ingest/input/decompress-gzip.ts";

const [A, B, C] = ["first\n", "second\n", "third\n"].map((text) =>
  gzipSync(text),
) as [Buffer, Buffer, Buffer];
const zeros = (count: number) => Buffer.alloc(count);

/** Decompresses chunks of this many bytes. */
async function decompress(bytes: Buffer, chunk: number): Promise<string> {
  const chunks = Array.from(
    { length: Math.ceil(bytes.length / chunk) },
    (_, index) => bytes.subarray(index * chunk, (index + 1) * chunk),
  );
  const source = Readable.from(chunks) as AsyncIterable<Buffer>;
  return (await buffer(decompressGzip(source))).toString();
}

/** Chunks that end at every position of members, padding and what follows. */
const CHUNKS = [1, 2, 3, 7, A.length, A.length + 1, B.length, 1024, 65_536];

describe("gzip of several members", () => {
  const WHOLE: Record<string, Buffer> = {
    "one after another": Buffer.concat([A, B, C]),
    "with zeros between them": Buffer.concat([A, zeros(1), B, zeros(600), C]),
    "with zeros at the end": Buffer.concat([A, B, zeros(10), C, zeros(600)]),
    "with an empty one": Buffer.concat([A, gzipSync(""), zeros(3), B, C]),
  };
  for (const [what, bytes] of Object.entries(WHOLE)) {
    it(`is read completely ${what}`, async () => {
      for (const chunk of CHUNKS)
        expect(await decompress(bytes, chunk)).to.equal(
          "first\nsecond\nthird\n",
        );
    });
  }

  const BROKEN: Record<string, Buffer> = {
    "something else behind it": Buffer.concat([A, Buffer.from("garbage")]),
    "something else behind zeros": Buffer.concat([
      ...[A, zeros(600), Buffer.from("garbage")],
    ]),
    "a member that was cut short": Buffer.concat([A, B.subarray(0, -5)]),
    "a member that was cut short behind zeros": Buffer.concat([
      ...[A, zeros(3), B.subarray(0, -5)],
    ]),
    "one byte of a member": Buffer.concat([A, zeros(3), B.subarray(0, 1)]),
    "zeros in front": Buffer.concat([zeros(3), A]),
  };
  for (const [what, bytes] of Object.entries(BROKEN)) {
    it(`is rejected with ${what}`, async () => {
      for (const chunk of CHUNKS) {
        const error: unknown = await decompress(bytes, chunk).catch(
          (thrown: unknown) => thrown,
        );
        expect(error, `${what}, ${chunk}`)
          .to.be.an("error")
          .with.property("code")
          .that.matches(/^Z_/);
      }
    });
  }
});
