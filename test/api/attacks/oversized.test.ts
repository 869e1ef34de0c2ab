import { expect } from "chai";
import { accessWithKeys } from "../access/keys.ts";
import { lendApi } from "../lend-api.ts";
import { dial, hear, lines, pour, talk } from "./talk.ts";

const HOST = "Host: localhost";

describe("an oversized request", () => {
  const api = lendApi({ access: accessWithKeys() });

  it("is rejected for its URL", async () => {
    const path = `/${"x".repeat(8192)}`;
    const { statuses, text } = await talk(
      api.port,
      lines(`GET ${path} HTTP/1.1`, HOST, "Connection: close"),
    );
    expect(statuses).to.deep.equal([414]);
    expect(text).to.contain(
      "the URL has 8193 characters: expected at most 8192",
    );
  });

  const HEADS: Record<string, string[]> = {
    "a field": [`X-A: ${"x".repeat(17_000)}`],
    "many fields": Array.from({ length: 2000 }, (_, n) => `X-${n}: value`),
    "a cookie": [`Cookie: touchline_key=${"x".repeat(17_000)}`],
    "a path": [],
  };
  for (const [what, fields] of Object.entries(HEADS))
    it(`is rejected for its header: ${what}`, async () => {
      const path = what === "a path" ? `/${"x".repeat(20_000)}` : "/";
      const { statuses } = await talk(
        api.port,
        lines(`GET ${path} HTTP/1.1`, HOST, ...fields),
      );
      expect(statuses).to.deep.equal([431]);
    });

  const BODIES: Record<string, [path: string, ...fields: string[]]> = {
    "of 10 GB": ["/api/daily", "Content-Length: 10000000000"],
    "without end": ["/api/daily", "Transfer-Encoding: chunked"],
    "of 10 GB to sign in": [
      "/sign-in",
      "Content-Type: application/json",
      "Content-Length: 10000000000",
    ],
    "without end to sign in": [
      "/sign-in",
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
    ],
  };
  for (const [what, [path, ...fields]] of Object.entries(BODIES))
    it(`is rejected for its body, which is not read further: ${what}`, async () => {
      const socket = await dial(api.port);
      const heard = hear(socket);
      socket.write(lines(`POST ${path} HTTP/1.1`, HOST, ...fields));
      const mebibyte = Buffer.alloc(1024 * 1024, "x");
      const chunk = fields.at(-1)?.includes("chunked")
        ? Buffer.concat([
            Buffer.from("100000\r\n"),
            mebibyte,
            Buffer.from("\r\n"),
          ])
        : mebibyte;
      const sent = await pour(socket, chunk, 200);
      const { statuses } = await heard;
      // The answer may be lost: a client that is still sending gets a reset.
      expect(statuses).to.satisfy(
        (all: number[]) =>
          all.length === 0 || (all.length === 1 && all[0] === 413),
      );
      expect(sent).to.be.below(200);
    });

  it("is not decompressed", async () => {
    const answer = await api.request("/sign-in", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
      },
      body: Buffer.from("1f8b08000000000000030300000000000000000000", "hex"),
    });
    expect(answer.status).to.equal(400);
  });

  it("logs nothing", () => {
    expect(api.logged).to.deep.equal([]);
  });
});
