import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
  FIXTURES,
  lendReader,
  parseLines,
} from "../../../support/lend-reader.ts";
import { ObjectServer } from "../../../support/object-server.ts";

const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

const LINES = fixture("events.jsonl").toString();

/** A line of its own for each name. */
const line = (name: string): string => `{"name": "${name}"}\n`;

const ACCESS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "hidden/key" };

describe("files elsewhere", () => {
  const reader = lendReader();
  let server: ObjectServer;

  before(async () => {
    server = await ObjectServer.start();
    for (const name of [
      ...["events.jsonl", "events.jsonl.zst", "events.jsonl.lz4"],
      ...["events.jsonl.xz", "events.jsonl.bz2", "struct.parquet"],
      ...["events.avro", "duckdb.csv.gz", "few.tar.gz", "events.zip"],
    ])
      server.objects.set(`bucket/${name}`, fixture(name));
    server.objects.set("bucket/events.jsonl.gz", gzipSync(LINES));
    server.objects.set(
      "bucket/events.json",
      Buffer.from(`[${LINES.trimEnd().replaceAll("\n", ",")}]`),
    );
    for (const name of [
      "d=1/a.jsonl",
      "d=2/b c+é.jsonl",
      "d=2/{x}*.jsonl",
      "e/f/a.jsonl",
    ])
      server.objects.set(`logs/${name}`, Buffer.from(line(name)));
    server.objects.set("logs/d=1/empty.jsonl", Buffer.alloc(0));
  });

  after(async () => {
    await server.stop();
  });

  beforeEach(() => {
    server.behaviours.clear();
    server.requiredAuthorization = "";
    server.hasRanges = true;
  });

  /** Reads an address of the server's own store. */
  const readStore = (
    address: string,
    env: Readonly<Record<string, string>> = ACCESS,
  ): Promise<string> =>
    reader().read(address, { AWS_ENDPOINT_URL: server.url, ...env });

  const failureOf = (reading: Promise<string>): Promise<string> =>
    reading.then(
      () => "none",
      (error: unknown) => (error as Error).message,
    );

  for (const name of [
    ...["events.jsonl", "events.jsonl.gz", "events.jsonl.zst"],
    ...["events.jsonl.lz4", "events.jsonl.xz", "events.jsonl.bz2"],
    ...["struct.parquet", "events.avro"],
  ]) {
    it(`reads ${name} of a store`, async () => {
      expect(await readStore(`s3://bucket/${name}`)).to.equal(LINES);
    });

    it(`reads ${name} of a web server`, async () => {
      expect(await reader().read(`${server.url}/bucket/${name}`)).to.equal(
        LINES,
      );
    });
  }

  it("reads a JSON array and compressed CSV of a web server", async () => {
    const json = await reader().read(
      `${server.url}/bucket/events.json?a={1,2}`,
    );
    expect(JSON.parse(json)).to.deep.equal(parseLines(LINES));
    const csv = await reader().read(`${server.url}/bucket/duckdb.csv.gz`);
    expect(parseLines(csv)).to.deep.equal(parseLines(LINES));
  });

  const PATTERNS: Record<string, readonly string[]> = {
    "d=*/*.jsonl": ["d=1/a.jsonl", "d=2/b c+é.jsonl", "d=2/{x}*.jsonl"],
    "d=[2-9]/b ?+?.jsonl": ["d=2/b c+é.jsonl"],
    "**/a.jsonl": ["d=1/a.jsonl", "e/f/a.jsonl"],
    "{d=1,e/f}/a*": ["d=1/a.jsonl", "e/f/a.jsonl"],
    "d=1/": ["d=1/a.jsonl"],
    "d=2/{x}*.jsonl": ["d=2/{x}*.jsonl"],
    "d=2/b c+é.jsonl": ["d=2/b c+é.jsonl"],
  };
  for (const [pattern, names] of Object.entries(PATTERNS))
    it(`reads the objects of s3://logs/${pattern} in their order`, async () => {
      const lines = await readStore(`s3://logs/${pattern}`);
      expect(lines).to.equal(names.map(line).join(""));
    });

  it("lists an empty object as a file", async () => {
    expect(await readStore("s3://logs/d=1/empty.jsonl")).to.equal("");
  });

  it("signs requests with the keys of the environment", async () => {
    server.requiredAuthorization = "Credential=id/";
    expect(await readStore("s3://logs/d=1/a.jsonl")).to.equal(
      line("d=1/a.jsonl"),
    );
    expect(await failureOf(readStore("s3://logs/d=1/a.jsonl", {}))).to.match(
      /^no permission to read s3:\/\/logs\/d=1\/a.jsonl \(403\): set AWS_ACCESS_KEY_ID/,
    );
  });

  it("reads Google's store with an HMAC key or a token", async () => {
    const env = { STORAGE_EMULATOR_HOST: server.url };
    for (const [required, keys] of [
      [
        "Credential=hmac/",
        { GS_ACCESS_KEY_ID: "hmac", GS_SECRET_ACCESS_KEY: "s" },
      ],
      ["Bearer ya29", { CLOUDSDK_AUTH_ACCESS_TOKEN: "ya29" }],
    ] as const) {
      server.requiredAuthorization = required;
      const lines = await reader().read("gs://logs/d=*/a*", {
        ...env,
        ...keys,
      });
      expect(lines).to.equal(line("d=1/a.jsonl"));
    }
  });

  it("asks for the credentials of Azure", async () => {
    expect(await failureOf(reader().read("az://logs/a"))).to.match(
      /^there are no credentials for az:\/\/logs\/a: set AZURE_STORAGE_CONNECTION_STRING/,
    );
  });

  const REFUSED: Record<string, string> = {
    "s3://logs/none": "there is no s3://logs/none (404): check the address",
    "s3://logs/none*": "no object matches s3://logs/none*: check the address",
    "s3:///none": "s3:///none names no bucket: write s3://BUCKET/PATH",
    "s3://bucket/few.tar.gz":
      "s3://bucket/few.tar.gz is a tar archive, not an event file: unpack it, as with tar -xOf FILE | npx touchline ingest -",
  };
  for (const [address, message] of Object.entries(REFUSED))
    it(`refuses ${address}`, async () => {
      expect(await failureOf(readStore(address))).to.equal(message);
    });

  for (const [status, message] of [
    [404, "there is no ADDRESS (404): check the address"],
    [
      403,
      "no permission to read ADDRESS (403): check the address and whether it needs credentials",
    ],
    [500, "cannot read ADDRESS: the server answers with 500"],
  ] as const)
    it(`reports a web server that answers ${status}, without its secrets`, async () => {
      server.behaviours.set("bucket/events.jsonl", { status });
      const address = `${server.url}/bucket/events.jsonl`;
      const secret = `${address.replace("//", "//user:pass@")}?sig=secret`;
      expect(await failureOf(reader().read(secret))).to.equal(
        message.replace("ADDRESS", address),
      );
    });

  for (const name of ["events.jsonl", "events.jsonl.zst", "struct.parquet"]) {
    it(`fails when ${name} always breaks off`, async () => {
      server.hasRanges = false;
      server.behaviours.set(`bucket/${name}`, { breakAfter: 400, times: 1000 });
      const address = `${server.url}/bucket/${name}`;
      expect(await failureOf(reader().read(address))).to.include(
        `${address} broke off while it was read`,
      );
    });

    it(`reads ${name} once when it breaks off once`, async () => {
      for (const hasRanges of [true, false]) {
        server.hasRanges = hasRanges;
        server.behaviours.set(`bucket/${name}`, { breakAfter: 400, times: 1 });
        const address = `${server.url}/bucket/${name}`;
        const lines = await reader()
          .read(address)
          .catch((error: unknown) => (error as Error).message);
        expect([LINES, `${address} broke off while it was read`]).to.include(
          lines.startsWith(address) ? lines.split(" (")[0] : lines,
        );
      }
    });
  }
});
