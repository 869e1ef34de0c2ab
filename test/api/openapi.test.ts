import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { TSchema } from "typebox";
import Schema from "typebox/schema";
import { packageRoot } from "../../common/package-root.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { workedExampleLines } from "../support/events/worked-example.ts";
import { lendApi } from "./lend-api.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const STRANGER = USER.replace("5", "6");

interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly {
    name: string;
    in: string;
    schema: TSchema;
    example?: unknown;
  }[];
  readonly responses: {
    readonly 200: {
      content: { "application/json": { schema: TSchema; example: unknown } };
    };
  };
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components: { readonly schemas: { readonly Problem: TSchema } };
}

/** Requests for each path, besides one without parameters. */
const QUERIES: Record<string, string[]> = {
  "/api/user-stats": [
    `?user_id=${USER}`,
    `?user_id=${USER}&date=2024-10-09`,
    `?user_id=${STRANGER}`,
  ],
  "/api/game-stats": ["?date=2024-10-09", "?date=2024-10-08", "?date=no"],
  "/api/daily": [
    "?country=US",
    "?from=2024-10-09",
    "?from=2025-01-01&to=2024-01-01",
  ],
  "/api/active-users": ["?country=US&device=ios", "?to=1970-01-02"],
  "/api/active-days": ["?date=2024-10-09&device=ios", "?date=no"],
  "/api/users-by-hour": ["?country=US", "?from=2024-10-08"],
  "/api/concurrent-users": ["?from=2024-10-08"],
  "/api/session-lengths": ["?country=US", "?from=2024-10-08"],
  "/api/new-users": ["?device=Web", "?from=2024-10-08"],
  "/api/countries": ["?to=2024-10-08"],
  "/api/retention": ["?country=DE", "?to=2024-10-08"],
  "/api/leaderboard": ["?limit=1", "?country=JP"],
  "/api/users/{user_id}/sessions": ["?limit=1"],
  "/api/users/{user_id}/matches": ["?limit=1", "?after=x"],
  "/api/rejected": ["?reason=malformed_json", "?run=1", "?run=0"],
};

describe("/openapi.json", () => {
  const api = lendApi();
  let document: Document;

  before(async () => {
    document = JSON.parse(
      (await api.request("/openapi.json")).text,
    ) as Document;
  });

  it("describes every endpoint", () => {
    expect(document.openapi).to.equal("3.1.0");
    expect(Object.keys(document.paths)).to.include.members(
      Object.keys(QUERIES),
    );
    for (const [path, { get }] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        get.parameters
          .filter((one) => one.in === "path")
          .map(({ name }) => name),
      ).to.deep.equal(inPath);
    }
  });

  const expectDescribed = async () => {
    for (const [path, { get }] of Object.entries(document.paths))
      for (const query of ["", ...(QUERIES[path] ?? [])]) {
        const asked = `${path.replace("{user_id}", USER)}${query}`;
        const { status, text } = await api.request(asked);
        const schema =
          status === 200
            ? get.responses[200].content["application/json"].schema
            : document.components.schemas.Problem;
        const [valid, errors] = Schema.Errors(schema, JSON.parse(text));
        expect(valid, `${asked}: ${JSON.stringify(errors)} ${text}`).to.equal(
          true,
        );
      }
  };

  it("has a sample request and answer for each endpoint, as described", () => {
    for (const [path, { get }] of Object.entries(document.paths)) {
      const { schema, example } =
        get.responses[200].content["application/json"];
      expect(Schema.Check(schema, example), path).to.equal(true);
      for (const parameter of get.parameters)
        if (parameter.example !== undefined)
          expect(
            Schema.Check(parameter.schema, parameter.example),
            `${path} ${parameter.name}`,
          ).to.equal(true);
      expect(get.tags, path).to.have.length(1);
    }
  });

  it("describes the answers on an empty database", expectDescribed);

  it("describes the answers with data", async () => {
    const lines = [...workedExampleLines(), Buffer.from("{")];
    await ingestContents(api.store, [asFile(lines)]);
    const { text } = await api.request(`/api/users/${USER}/matches`);
    expect(JSON.parse(text)).to.have.property("matches").with.length(1);
    await expectDescribed();
  });

  it("does not match other answers", () => {
    const { schema } =
      document.paths["/api/leaderboard"]!.get.responses[200].content[
        "application/json"
      ];
    expect(Schema.Check(schema, { players: [], next: 7 })).to.equal(false);
    expect(Schema.Check(schema, { players: [{}], next: null })).to.equal(false);
  });

  it("is shown at /docs, which names every path and loads nothing from elsewhere", async () => {
    const { text, headers } = await api.request("/docs");
    for (const path of Object.keys(document.paths))
      expect(text).to.contain(`GET ${path}`);
    expect(text).not.to.match(/(?:src|href)="(?:https?:)?\/\//);
    expect(text).not.to.match(/<script(?! src="\/assets\/)/);
    expect(headers.get("content-security-policy")).to.contain(
      "default-src 'none'",
    );
  });

  it("has the same endpoints and parameters as docs/api.md", () => {
    const text = readFileSync(join(packageRoot, "docs/api.md"), "utf8");
    const rows = [...text.matchAll(/^\| `(\/[^`]+)` +\| ([^|]+)/gm)];
    const documented = rows.map(([, path, parameters = ""]) => [
      path,
      [...parameters.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    ]);
    const described = Object.entries(document.paths).map(([path, { get }]) => [
      path,
      get.parameters
        .filter((one) => one.in === "query")
        .map(({ name }) => name),
    ]);
    expect(documented).to.deep.equal(described);
  });
});
