import { expect } from "chai";
import type {
  ReadStore,
  Statement,
} from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { withApi } from "../api/lend-api.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { readCsv } from "../support/read-csv.ts";
import { faultsOf } from "./faults-of.ts";
import { ingestExample, lendDashboard, WINNER } from "./lend-dashboard.ts";
import {
  cellsOf,
  choose,
  eachOf,
  isSeen,
  open,
  shown,
  textOf,
} from "./read-page.ts";

const LOSER = "c4bf11bf-f279-5235-0cb3-023072ce1456";
const DAY = "2024-10-09";

describe("the dashboard in a browser", () => {
  const { database, browser, look } = lendDashboard();

  it("explains how to fill an empty database, and shows nothing else", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/`);
      for (const command of [
        "npx touchline ingest events.jsonl",
        "npx touchline generate",
        "bench/sample/events.jsonl.gz",
      ])
        expect(await textOf(page, "#start")).to.contain(command);
      expect(await isSeen(page, "#start")).to.equal(true);
      for (const hidden of ["#range", "#search", "#overview", "#data"])
        expect(await isSeen(page, hidden), hidden).to.equal(false);
      expect(await faultsOf(page)).to.deep.equal([]);
    }));

  describe("with data", () => {
    before(() => ingestExample(database.store));

    it("shows the numbers of the data behind each chart", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        expect(await textOf(page, "#status")).to.equal(
          "2024-09-12 to 2024-10-09, UTC days",
        );
        const lastRow = async (panel: string) => {
          const rows = await cellsOf(page, panel);
          expect(rows).to.have.length(28);
          expect(rows.map(([day]) => day).at(0)).to.equal("2024-09-12");
          return rows.at(-1);
        };
        const text = async (sql: string) => {
          const [row] = await database.store.query<{ n: string }>({
            name: "of-day",
            sql: `SELECT toString(${sql}) AS n`,
          });
          return row!.n;
        };
        const of = (what: string, table: string) =>
          text(`(SELECT ${what} FROM ${table} FINAL)`);
        const length = "toInt64(session_end) - toInt64(session_start)";
        const users = await of("uniqExact(user_id)", "sessions");
        const device = (name: string) =>
          of(`countIf(device = '${name}')`, "registration_data");
        const matches = (kind: string) =>
          of(`countIf(home_goals_scored ${kind} away_goals_scored)`, "matches");

        expect(await lastRow("active")).to.deep.equal([
          DAY,
          users,
          users,
          users,
        ]);
        expect(await lastRow("stickiness")).to.deep.equal([DAY, "100"]);
        expect(await lastRow("devices")).to.deep.equal([
          DAY,
          await device("Android"),
          await device("iOS"),
          await device("Web"),
        ]);
        expect(await lastRow("sessions")).to.deep.equal([
          DAY,
          await of("count()", "sessions"),
        ]);
        const minutes = (share: number) =>
          of(
            `round(quantileExactLow(${share})(${length}) / 60, 2)`,
            "sessions",
          );
        expect(await lastRow("lengths")).to.deep.equal([
          DAY,
          await minutes(0.5),
          await of(`round(max(${length}) / 60, 2)`, "sessions"),
        ]);
        expect(await lastRow("time")).to.deep.equal([
          DAY,
          await of(`round(sum(${length}) / 3600, 2)`, "sessions"),
        ]);
        expect(await isSeen(page, "#start")).to.equal(false);
        expect(await lastRow("results")).to.deep.equal([
          DAY,
          await matches(">"),
          await matches("="),
          await matches("<"),
        ]);
        expect(await textOf(page, "#matches .what")).to.equal(
          "1 match: home 100.0 %, draw 0.0 %, away 0.0 %",
        );
        expect(await cellsOf(page, "cohorts")).to.deep.equal([
          ["2024-10-07 (incomplete)", "3", "100.0 % so far"],
        ]);
        expect(await cellsOf(page, "countries")).to.deep.equal(
          ["Germany (DE)", "Japan (JP)", "United States (US)"].map(
            (country) => [
              country,
              "",
              "1",
              country.includes("DE") ? "0" : "1",
              country.includes("DE") ? "1" : "0",
              "0",
              "1",
            ],
          ),
        );
        expect(await cellsOf(page, "top")).to.deep.equal([
          ["1", WINNER, "United States", "3", "1"],
          ["2", LOSER, "Germany", "0", "1"],
        ]);
        const blank = await eachOf<string>(
          page,
          ".plot svg:not(:has(.column:not([d='']), .line:not([d='']), .dot))",
          "one.closest('.place').id",
        );
        // Of a single day nobody can have come back yet.
        expect(blank).to.deep.equal(["returns"]);
        expect(await eachOf(page, ".plot svg", "1")).to.have.length(12);
      }));

    it("summarizes the range in figures", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/?from=2024-10-08&to=2024-10-09`);
        const figures = await eachOf(page, "#tiles .figure", "one.textContent");
        expect(figures).to.deep.equal([
          "3",
          "3",
          "3",
          "100.0 %",
          "3",
          "5",
          "7 min 24 s",
          "1",
        ]);
      }));

    const RANGES = {
      "that goes on after the last event": "from=2024-10-09&to=2024-10-18",
      "that begins before the first event": "from=2024-09-20&to=2024-10-09",
      "of one country": "from=2024-10-01&to=2024-10-15&country=DE",
    };
    for (const [name, range] of Object.entries(RANGES))
      it(`averages the days with data, and states it, in a range ${name}`, () =>
        look(async (page, origin) => {
          await open(page, `${origin}/?${range}`);
          const [users, sessions] = range.includes("DE") ? [1, 2] : [3, 5];
          const tile = (id: string) =>
            eachOf(page, `#tile-${id} dd`, "one.textContent");
          expect(await tile("daily")).to.deep.equal([
            `${users}`,
            "",
            "users, average of 1 day with data",
          ]);
          expect(await tile("stick")).to.deep.equal([
            "100.0 %",
            "",
            "average of 1 day with data",
          ]);
          expect(await tile("count")).to.deep.equal([
            `${sessions}`,
            "",
            `${sessions} a day, 1 day with data`,
          ]);
        }));

    it("averages nothing in a range without data", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/?from=2024-09-01&to=2024-09-09`);
        expect(
          await eachOf(page, "#tile-daily dd", "one.textContent"),
        ).to.deep.equal(["–", "", "users, average of 0 days with data"]);
      }));

    it("returns the numbers of a chart as CSV", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/?country=US&from=2024-10-09`);
        const links = await eachOf<string>(page, ".chart .csv", "one.href");
        expect(links).to.have.length(12);
        for (const link of links) {
          const answer = await fetch(link);
          expect(answer.headers.get("content-type")).to.contain("text/csv");
          const rows = readCsv(await answer.text());
          expect(rows.map(([date]) => date)).to.deep.equal(["date", DAY]);
        }
      }));

    it("shows examples of rejected lines, as text", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        const [row] = await cellsOf(page, "quality");
        expect(row?.slice(0, 2)).to.deep.equal(["malformed_json", "1"]);
        await page.click("#quality summary");
        await page.waitForSelector("#quality li");
        expect(await textOf(page, "#quality .raw")).to.equal('{"<b>": "&"');
        expect(await textOf(page, "#quality .detail")).to.equal(
          'the line ends after character 11: expected "," or "}"; the line is cut off, or continues on the next one',
        );
        expect((await cellsOf(page, "runs"))[0]?.slice(0, 3)).to.deep.equal([
          "1 ingest",
          "2024-10-10 00:10",
          "48",
        ]);
      }));

    it("keeps the range and the country in the URL", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/?from=2024-10-08&to=2024-10-09`);
        await page.type("[name=country]", "DE");
        await page.keyboard.press("Enter");
        await page.waitForFunction("location.search.includes('country=DE')");
        const url = page.url();
        expect(url).to.equal(
          `${origin}/?from=2024-10-08&to=2024-10-09&country=DE`,
        );
        const days = [
          ["2024-10-08", "0", "0", "0"],
          [DAY, "0", "1", "0"],
        ];
        await page.waitForFunction(
          "document.getElementById('status').textContent.includes('DE') && !document.body.ariaBusy",
        );
        expect(await cellsOf(page, "devices")).to.deep.equal(days);
        await open(page, url);
        expect(await cellsOf(page, "devices")).to.deep.equal(days);
      }));

    it("leaves a default range out of the URL", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/?range=7`);
        await choose(page, "range", "28");
        expect(page.url()).to.equal(`${origin}/`);
        const dates = "#range .dates input";
        expect(await eachOf(page, dates, "one.value")).to.deep.equal([
          "2024-09-12",
          DAY,
        ]);
        await choose(page, "from", DAY);
        expect(page.url()).to.equal(`${origin}/?from=${DAY}&to=${DAY}`);
        expect(await cellsOf(page, "sessions")).to.have.length(1);
      }));

    it("links from a country to its numbers, and from a run to its rejected lines", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        await page.click("#countries a");
        await page.waitForFunction("location.search === '?country=DE'");
        await page.waitForFunction(
          "document.getElementById('status').textContent.includes('DE') && !document.body.ariaBusy",
        );
        expect((await cellsOf(page, "sessions")).at(-1)).to.deep.equal([
          DAY,
          "2",
        ]);
        await page.click("#runs a");
        await page.waitForFunction("location.search.includes('run=1')");
        await shown(page);
        const what = "[aria-labelledby=quality-title] .what";
        expect(await textOf(page, what)).to.equal("Of run 1 alone; all runs");
        expect(await cellsOf(page, "quality")).to.have.length(1);
        await page.click(`${what} a`);
        await page.waitForFunction("!location.search.includes('run')");
      }));

    it("has a page for each player, found by id, with links to opponents", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        await page.type("[name=player]", WINNER.toUpperCase());
        await Promise.all([
          page.waitForNavigation(),
          page.keyboard.press("Enter"),
        ]);
        await shown(page);
        expect(page.url()).to.equal(
          `${origin}/players/${WINNER.toUpperCase()}`,
        );
        expect(await textOf(page, "#profile")).to.contain(
          "2024-10-09 11:27:35",
        );
        expect(await textOf(page, "#profile")).to.contain("14.49 %");
        expect((await cellsOf(page, "player-sessions")).at(-1)).to.deep.equal([
          DAY,
          "2",
        ]);
        expect((await cellsOf(page, "player-points")).at(-1)).to.deep.equal([
          DAY,
          "3",
          "0",
        ]);
        expect(await cellsOf(page, "player-list")).to.have.length(2);
        expect(await textOf(page, "#form")).to.contain(
          "1 won, 0 drawn, 0 lost",
        );
        await Promise.all([
          page.waitForNavigation(),
          page.click("#player-matches a"),
        ]);
        await shown(page);
        expect(page.url()).to.equal(`${origin}/players/${LOSER}`);
        expect(await textOf(page, "#profile")).to.contain("Germany (DE)");
      }));

    it("reports what the API rejects, and shows the rest", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/?from=2024-10-09&to=2024-10-08`);
        expect(await textOf(page, "#status.failed")).to.contain(
          "expected from to be on or before to",
        );
        expect(await textOf(page, "#active .failed")).to.contain(
          "expected from to be on or before to",
        );
        expect(await cellsOf(page, "top")).to.have.length(2);
        await open(page, `${origin}/`);
        expect(await cellsOf(page, "active")).to.have.length(28);
        await open(page, `${origin}/players/x`);
        expect(await textOf(page, "#profile .failed")).to.contain(
          "expected a UUID",
        );
      }));

    it("reports what the API cannot answer, and shows the rest", () => {
      const { store } = database;
      const isBroken = ({ name }: Statement) => name === "session-lengths";
      const broken: ReadStore = {
        snapshot: (read) => store.snapshot(read),
        version: () => store.version(),
        query: (statement) =>
          isBroken(statement)
            ? Promise.reject(new TouchlineError("database_failed", "no"))
            : store.query(statement),
      };
      return withApi({ store: broken, log: () => undefined }, (origin) =>
        browser.withPage(async ({ page, complaints }) => {
          await open(page, `${origin}/`);
          const message = "the request failed: see the log of the API";
          expect(await textOf(page, "#status.failed")).to.equal(message);
          expect(await textOf(page, "#lengths")).to.equal(message);
          expect(await cellsOf(page, "sessions")).to.have.length(28);
          expect(complaints).to.have.length(1);
          expect(complaints[0]).to.contain("status of 500");
        }),
      );
    });

    it("reports that the API no longer answers", () =>
      browser.withPage(async ({ page }) => {
        await withApi({ store: database.store }, (origin) =>
          open(page, `${origin}/`),
        );
        await page.click("#earlier");
        await page.waitForSelector("#status.failed");
        expect(await textOf(page, "#status")).to.equal(
          "the API does not answer: is it running?",
        );
      }));

    it("shows a newly published run when its page is shown again", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        const before = await cellsOf(page, "runs");
        await page.click("#quality summary");
        const comeBack =
          "document.dispatchEvent(new Event('visibilitychange'))";
        await page.evaluate(comeBack);
        await page.waitForNetworkIdle();
        expect(
          await eachOf(page, "#quality details[open]", "1"),
        ).to.have.length(1);
        await ingestContents(database.store, [asFile([Buffer.from("[]")])]);
        await page.evaluate(comeBack);
        await page.waitForFunction(
          `document.querySelectorAll('#runs tbody tr').length > ${before.length}`,
        );
      }));
  });
});
