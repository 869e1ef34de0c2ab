import { expect } from "chai";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { readCsv } from "../../support/read-csv.ts";
import { workedExampleLines } from "../../support/events/worked-example.ts";
import { lendApi, problem } from "../lend-api.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

/** Every endpoint with rows, and the name of its rows. */
const LISTS: [path: string, rows: string][] = [
  ["/api/daily", "days"],
  ["/api/active-users", "days"],
  ["/api/session-lengths", "days"],
  ["/api/new-users", "days"],
  ["/api/countries", "countries"],
  ["/api/retention", "weeks"],
  ["/api/leaderboard", "players"],
  [`/api/users/${USER}/days`, "days"],
  [`/api/users/${USER}/sessions`, "sessions"],
  [`/api/users/${USER}/matches`, "matches"],
  ["/api/runs", "runs"],
  ["/api/rejected", "rejected"],
];

const CSV = "text/csv; charset=utf-8; header=present";
const NDJSON = "application/x-ndjson; charset=utf-8";

/** Lines that cause harm unless they are treated as text. */
const NASTY = [
  '=HYPERLINK("http://x","y")',
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "＝1",
  'a,"b"',
  "'quoted'",
  " x",
  "é€𝄞",
];

type Row = Record<string, unknown>;

describe("rows as CSV and as NDJSON", () => {
  const api = lendApi();

  /** A JSON value as the documents define it in CSV. */
  const asCell = (value: unknown): string => {
    if (value === null) return "";
    if (typeof value !== "string") return JSON.stringify(value);
    return "=+-@\t＝".includes(value.slice(0, 1) || "x") ? `'${value}` : value;
  };

  const rowsOf = async (path: string, name: string) =>
    (JSON.parse((await api.request(path)).text) as Record<string, Row[]>)[
      name
    ]!;

  it("are only a header, or empty, on an empty database", async () => {
    const csv = await api.request("/api/leaderboard?format=csv");
    expect(csv.text).to.equal(
      "rank,user_id,country,points,points_home,points_away,matches\r\n",
    );
    const ndjson = await api.request("/api/leaderboard?format=ndjson");
    expect(ndjson.status).to.equal(200);
    expect(ndjson.text).to.equal("");
  });

  describe("with data", () => {
    before(async () => {
      const lines = [
        ...workedExampleLines(),
        ...NASTY.map((text) => Buffer.from(text)),
      ];
      await ingestContents(api.store, [asFile(lines)]);
    });

    for (const [path, name] of LISTS)
      it(`equal those of JSON: ${path}`, async () => {
        const rows = await rowsOf(path, name);
        expect(rows).not.to.be.empty;
        for (const [query, headers] of [
          ["?format=csv", {}],
          ["", { Accept: "text/csv" }],
          ["", { Accept: "text/csv; charset=utf-8; header=present" }],
          ["", { Accept: 'application/json;q=0.5;x=y, Text/CSV;a="b,;";q=1' }],
        ] as const) {
          const csv = await api.request(path + query, { headers });
          expect(csv.headers.get("content-type")).to.equal(CSV);
          const [head = [], ...body] = readCsv(csv.text);
          expect(head).to.deep.equal(Object.keys(rows[0]!));
          expect(body).to.deep.equal(
            rows.map((row) => head.map((column) => asCell(row[column]))),
          );
        }
        for (const [query, headers] of [
          ["?format=ndjson", { Accept: "text/csv" }],
          ["", { Accept: "application/x-ndjson;charset=UTF-8" }],
          ["", { Accept: "application/x-ndjson, application/json;q=0.5" }],
        ] as const) {
          const ndjson = await api.request(path + query, { headers });
          expect(ndjson.headers.get("content-type")).to.equal(NDJSON);
          const lines = ndjson.text.split("\n");
          expect(lines.pop()).to.equal("");
          expect(
            lines.map((line) => JSON.parse(line) as unknown),
          ).to.deep.equal(rows);
        }
      });

    it("contain no cell that a spreadsheet reads as a formula", async () => {
      const { text } = await api.request("/api/rejected?format=csv");
      const [head = [], ...rows] = readCsv(text);
      const raw = rows.map((row) => row[head.indexOf("raw")]);
      expect(raw).to.have.length(NASTY.length);
      for (const row of rows)
        expect(row[head.indexOf("detail")]).to.match(/: expected /);
      for (const cell of raw) expect(cell).not.to.match(/^[=+\-@\t＝]/);
      expect(raw).to.include.members(['a,"b"', "'quoted'", "é€𝄞", "'+1"]);
    });

    it("continue at the address in the Link header", async () => {
      const seen: string[] = [];
      let path: string | undefined = "/api/leaderboard?limit=1&format=csv";
      while (path !== undefined) {
        const { text, headers } = await api.request(path);
        seen.push(
          ...readCsv(text)
            .slice(1)
            .map(([, user = ""]) => user),
        );
        [, path] = /^<(.*)>; rel="next"$/.exec(headers.get("link") ?? "") ?? [];
      }
      const players = await rowsOf("/api/leaderboard", "players");
      expect(seen).to.deep.equal(players.map(({ user_id }) => user_id));
      expect(seen).to.have.length(2);
    });

    it("have their own ETags and file names", async () => {
      const tags = new Set<string>();
      for (const format of ["json", "csv", "ndjson"]) {
        const path = `/api/daily?format=${format}`;
        const { headers } = await api.request(path);
        const etag = headers.get("etag") ?? "";
        expect(headers.get("vary")).to.include("Accept");
        expect(headers.get("content-disposition")).to.equal(
          format === "json" ? null : `inline; filename="daily.${format}"`,
        );
        const known = { "If-None-Match": etag };
        const again = await api.request(path, { headers: known });
        expect(again.status).to.equal(304);
        const other = await api.request("/api/daily", {
          headers: { Accept: "text/csv", ...known },
        });
        expect(other.status).to.equal(format === "csv" ? 304 : 200);
        tags.add(etag);
      }
      expect(tags).to.have.length(3);
    });
  });

  it("are not the default for browsers and clients that accept anything", async () => {
    for (const Accept of [
      "*/*",
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      "application/json, text/csv",
      "application/json; charset=utf-8",
      "application/json;version=1;q=0.9, text/html",
    ])
      for (const path of ["/api/daily", "/api/game-stats"]) {
        const { headers } = await api.request(path, { headers: { Accept } });
        expect(headers.get("content-type")).to.equal(
          "application/json; charset=utf-8",
        );
      }
  });

  const refusals: [path: string, accept: string, all: string][] = [
    [
      "/api/daily",
      "text/html",
      "application/json, text/csv, application/x-ndjson",
    ],
    ["/api/game-stats", "text/csv", "application/json"],
    [
      `/api/user-stats?user_id=${USER}`,
      "application/x-ndjson",
      "application/json",
    ],
  ];
  for (const [path, accept, all] of refusals)
    it(`are rejected as ${accept}: ${path}`, async () => {
      const headers = { Accept: accept };
      const answer = await api.request(path, { headers });
      expect(JSON.parse(answer.text)).to.deep.equal(
        problem(
          406,
          "not_acceptable",
          `${path.split("?")[0]} is available as ${all}, and the header Accept allows none of them: "${accept}"`,
        ),
      );
      expect(answer.status).to.equal(406);
    });

  it("are rejected in an unknown format", async () => {
    const answer = await api.request("/api/daily?format=xlsx");
    expect(JSON.parse(answer.text)).to.deep.equal(
      problem(
        400,
        "bad_request",
        'format is "xlsx": expected json, csv or ndjson (rows alone); by default the one that the header Accept prefers',
      ),
    );
    const none = await api.request("/api/game-stats?format=csv");
    expect(none.status).to.equal(400);
    expect(none.text).to.contain("unknown parameter");
  });
});
