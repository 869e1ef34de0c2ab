import type { RequestListener } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import * as fc from "fast-check";
import type { Endpoint } from "../../clickhouse/connection/endpoint.ts";
import { Connection } from "../../clickhouse/connection/connection.ts";
import { streamResult } from "../../clickhouse/connection/stream-result.ts";
import type { TouchlineError } from "../../common/errors.ts";
import { withTarget } from "../support/fault-proxy/with-target.ts";
import { testEngine } from "../support/test-engine.ts";

const TAG = "abcdefghijklmnop";

const SAID = "Code: 395. DB::Exception: too many. (OH_NO) (version 26.7.2.1)";

/** An exception behind a result, as ClickHouse 26.7 writes it. */
const exceptionOf = (text: string): Buffer =>
  Buffer.from(
    `\r\n__exception__\r\n${TAG}\r\n${text}\n${Buffer.byteLength(text) + 1} ${TAG}\r\n__exception__\r\n`,
  );

/** The outcome of a result. */
interface Outcome {
  readonly bytes: Buffer;
  readonly failure: string | undefined;
}

async function read(
  endpoint: Endpoint,
  sql: string,
  pause = 0,
): Promise<Outcome> {
  const connection = new Connection(endpoint, {
    id: "test",
    timeout: 10_000,
    delays: [],
  });
  const pieces: Buffer[] = [];
  let failure: string | undefined;
  try {
    for await (const piece of streamResult(connection, { name: "read", sql })) {
      pieces.push(piece);
      if (pause > 0) await sleep(pause);
    }
  } catch (error) {
    failure = (error as TouchlineError).message;
  } finally {
    await connection.close();
  }
  return { bytes: Buffer.concat(pieces), failure };
}

/** Reads these chunks of a server, with the tag unless it is "". */
async function readChunks(
  chunks: readonly Uint8Array[],
  { tag = TAG, reset = false } = {},
): Promise<Outcome> {
  const listener: RequestListener = (message, response) => {
    message.resume();
    void (async () => {
      if (tag !== "") response.setHeader("X-ClickHouse-Exception-Tag", tag);
      for (const chunk of chunks) {
        if (chunk.length === 0) continue;
        await new Promise((resolve) => response.write(chunk, resolve));
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (reset) response.socket?.resetAndDestroy();
      else response.end();
    })();
  };
  return withTarget(
    ({ url }) =>
      read({ url, database: "d", user: "u", password: "p" }, "SELECT 1"),
    listener,
  );
}

/** Bytes cut at some places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places)]
    .map((place) => place % (bytes.length + 1))
    .sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) =>
    bytes.subarray(index === 0 ? 0 : ends[index - 1], end),
  );
}

describe("a result in pieces", function () {
  this.timeout(60_000);

  it("is exactly what was sent, and throws errors after rows, however it is cut", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(0, 1, 17_000, 17 * 1024, 40_000),
        fc.array(fc.nat(60_000), { maxLength: 8 }),
        fc.boolean(),
        async (end, length, places, fails) => {
          const rows = Buffer.concat([Buffer.alloc(length, "row\n"), end]);
          const sent = fails ? Buffer.concat([rows, exceptionOf(SAID)]) : rows;
          const { bytes, failure } = await readChunks(cutAt(sent, places));
          expect(bytes.equals(rows)).to.equal(true);
          expect(failure).to.equal(
            fails ? "read: too many. (OH_NO)" : undefined,
          );
        },
      ),
      { numRuns: Number(process.env["PROPERTY_CASES"] ?? 20) },
    ));

  it("may look like an exception", async () => {
    for (const text of [
      `__exception__\r\n${TAG}\r\n`,
      "\r\n__exception__\r\nanother-tag-16ch\r\nCode: 1\n8 another-tag-16ch\r\n__exception__\r\n",
      "__exception__",
      "\r\n",
    ]) {
      const { bytes, failure } = await readChunks([Buffer.from(text)]);
      expect({ text: bytes.toString(), failure }).to.deep.equal({
        text,
        failure: undefined,
      });
    }
  });

  it("may end with an exception of several lines", async () => {
    const text = "Code: 60. DB::Exception: one\ntwo\r\nthree. (OH_NO)";
    const { failure } = await readChunks([exceptionOf(text)]);
    expect(failure).to.match(/^read: one.two.+three\. \(OH_NO\)$/s);
  });

  it("is passed on as it is if the server names no tag, as older versions do", async () => {
    const sent = exceptionOf(SAID);
    const { bytes, failure } = await readChunks([sent], { tag: "" });
    expect(bytes.equals(sent)).to.equal(true);
    expect(failure).to.equal(undefined);
  });

  it("that breaks off throws", async () => {
    const { failure } = await readChunks([Buffer.alloc(100)], { reset: true });
    expect(failure).to.match(
      /^read: ClickHouse at \S+ did not answer to the end \(/,
    );
  });

  describe("of the engine", () => {
    it("ends with its exception after the rows computed before", async () => {
      const { admin } = await testEngine();
      const endpoint = { ...admin, database: "default" };
      for (const pause of [0, 1]) {
        const { bytes, failure } = await read(
          endpoint,
          "SELECT throwIf(number = 1500000, 'far in') FROM numbers(2000000) SETTINGS max_block_size = 10000 FORMAT TSV",
          pause,
        );
        expect(failure).to.match(/^read: far in/);
        expect(bytes.length).to.be.greaterThan(1_000_000);
        expect(/^(0\n)+$/.test(bytes.toString())).to.equal(true);
      }
    });

    it("is whole", async () => {
      const { admin } = await testEngine();
      const { bytes, failure } = await read(
        { ...admin, database: "default" },
        "SELECT number FROM numbers(300000) FORMAT RowBinary",
      );
      expect(failure).to.equal(undefined);
      expect(bytes.length).to.equal(300_000 * 8);
      expect(bytes.readBigUInt64LE(299_999 * 8)).to.equal(299_999n);
    });

    it("fails before its first row as after it", async () => {
      const { admin } = await testEngine();
      const { bytes, failure } = await read(
        { ...admin, database: "default" },
        "SELECT nothing",
      );
      expect(bytes.length).to.equal(0);
      expect(failure).to.match(/^read: Unknown expression identifier/);
    });
  });
});
