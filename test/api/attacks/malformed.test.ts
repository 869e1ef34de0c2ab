import { expect } from "chai";
import { lendApi } from "../lend-api.ts";
import { lines, talk } from "./talk.ts";

const GET = "GET /api/game-stats HTTP/1.1";
const HOST = "Host: localhost";
const CLOSE = "Connection: close";

/** Requests that two servers on the way could read as two different requests. */
const SMUGGLED = lines("GET /smuggled HTTP/1.1", HOST);

const ATTACKS: Record<string, string> = {
  "a length and chunks": `${lines(GET, HOST, "Content-Length: 6", "Transfer-Encoding: chunked")}0\r\n\r\n${SMUGGLED}`,
  "two lengths": `${lines(GET, HOST, "Content-Length: 0", `Content-Length: ${SMUGGLED.length}`)}${SMUGGLED}`,
  "a length with a sign": `${lines(GET, HOST, "Content-Length: +0")}${SMUGGLED}`,
  "a length that is none": `${lines(GET, HOST, "Content-Length: 0x10")}${SMUGGLED}`,
  "a length of two numbers": `${lines(GET, HOST, "Content-Length: 0, 10")}${SMUGGLED}`,
  "chunks by another name": `${lines("POST /sign-in HTTP/1.1", HOST, "Transfer-Encoding: xchunked")}${SMUGGLED}`,
  "chunks that are not last": `${lines("POST /sign-in HTTP/1.1", HOST, "Transfer-Encoding: chunked, identity")}${SMUGGLED}`,
  "a chunk with a length that is none": `${lines("POST /sign-in HTTP/1.1", HOST, "Transfer-Encoding: chunked")}zz\r\n${SMUGGLED}`,
  "a chunk with too large a length": `${lines("POST /sign-in HTTP/1.1", HOST, "Transfer-Encoding: chunked")}fffffffffffffffff\r\n${SMUGGLED}`,
  "a space before the colon": `${lines(GET, HOST, "Content-Length : 10")}${SMUGGLED}`,
  "a folded line": `${lines(GET, HOST, "X-A: b", " Content-Length: 10")}${SMUGGLED}`,
  "a NUL in a field": `${lines(GET, HOST, "X-A: \0")}${SMUGGLED}`,
  "a CR in a field": `${lines(GET, HOST, "X-A: a\rX-B: b")}${SMUGGLED}`,
  "a tab in the first line": `${lines("GET\t/ HTTP/1.1", HOST)}${SMUGGLED}`,
  "no path": `${lines("GET", HOST)}${SMUGGLED}`,
  "another protocol": `${lines("GET / HTTPS/1.1", HOST)}${SMUGGLED}`,
  "an unknown version": `${lines("GET / HTTP/9.9", HOST)}${SMUGGLED}`,
  "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  TLS: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".padEnd(200, "x"),
  "an unknown method": `${lines("SMUGGLE / HTTP/1.1", HOST)}${SMUGGLED}`,
  noise: "\xff".repeat(1000),
};

describe("a malformed HTTP request", () => {
  const api = lendApi();

  for (const [what, bytes] of Object.entries(ATTACKS))
    it(`is rejected, and nothing after it is read: ${what}`, async () => {
      const { statuses, text } = await talk(
        api.port,
        Buffer.from(bytes, "latin1"),
      );
      expect(statuses).to.deep.equal([400]);
      expect(text).to.contain("Content-Type: application/problem+json");
      expect(text).to.contain("Connection: close");
      expect(text).to.match(/\{"type":"about:blank".*\}$/);
    });

  it("is rejected without a host", async () => {
    const { statuses } = await talk(api.port, `${lines(GET)}${SMUGGLED}`);
    expect(statuses).to.deep.equal([400]);
  });

  it("does not include pipelined requests, which are answered in order", async () => {
    const asked = Array.from({ length: 500 }, (_, n) =>
      lines(
        `GET /${n % 2 ? "api/game-stats" : "nowhere"} HTTP/1.1`,
        HOST,
        ...(n === 499 ? [CLOSE] : []),
      ),
    );
    const { statuses } = await talk(api.port, asked.join(""));
    expect(statuses).to.deep.equal(asked.map((_, n) => (n % 2 ? 200 : 404)));
  });

  it("does not include a request in proxy form, which is answered as usual", async () => {
    const proxied = lines(
      "GET http://other.example/api/game-stats HTTP/1.1",
      HOST,
      CLOSE,
    );
    expect((await talk(api.port, proxied)).statuses).to.deep.equal([200]);
  });

  it("opens no tunnel, and does not switch protocols", async () => {
    const tunnel = lines("CONNECT other.example:443 HTTP/1.1", HOST);
    expect((await talk(api.port, tunnel)).text).to.equal("");
    const upgrade = lines(
      GET,
      HOST,
      "Connection: close, Upgrade",
      "Upgrade: websocket",
    );
    expect((await talk(api.port, upgrade)).statuses).to.deep.equal([200]);
  });

  it("is not logged", () => {
    expect(api.logged).to.deep.equal([]);
  });
});
