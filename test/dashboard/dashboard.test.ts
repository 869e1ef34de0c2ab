import { expect } from "chai";
import type { Page } from "puppeteer-core";
import { withApi } from "../api/lend-api.ts";
import { asFile, ingestContents } from "../support/ingest-lines.ts";
import { lendDatabase } from "../support/with-database.ts";
import { workedExampleLines } from "../support/worked-example.ts";
import { lendBrowser } from "./lend-page.ts";

const WINNER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const LOSER = "c4bf11bf-f279-5235-0cb3-023072ce1456";
const DAY = "2024-10-09";

/** Goes there and waits until everything is shown. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await shown(page);
}

async function shown(page: Page): Promise<void> {
  await page.waitForSelector("body:not([aria-busy])");
  await page.waitForSelector("#status:not(:empty)");
}

// Scripts for the page are text: this program knows no DOM.

const textOf = async (page: Page, selector: string) => {
  const script = `document.querySelector(${JSON.stringify(selector)}).textContent`;
  return (await page.evaluate(script)) as string;
};

/** What an expression gives for each of the elements `one`. */
const eachOf = async <T>(page: Page, selector: string, expression: string) => {
  const script = `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => ${expression})`;
  return (await page.evaluate(script)) as T[];
};

/** The cells of the table in a panel, without its head. */
const cellsOf = (page: Page, panel: string) =>
  eachOf<string[]>(
    page,
    `#${panel} table:not(.u-legend) tbody tr`,
    "[...one.children].map((cell) => cell.textContent)",
  );

describe("the dashboard in a browser", () => {
  const database = lendDatabase();
  const browser = lendBrowser();

  /** Every test ends with a page that has nothing to complain of. */
  const look = (work: (page: Page, origin: string) => Promise<void>) =>
    withApi({ store: database.store }, (origin) =>
      browser.withPage(async ({ page, complaints, origins }) => {
        await work(page, origin);
        expect(complaints).to.deep.equal([]);
        expect([...origins]).to.deep.equal([origin]);
      }),
    );

  it("says what is missing in an empty database", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/`);
      expect(await textOf(page, "#runs")).to.contain("No run yet");
      expect(await textOf(page, "#quality")).to.contain("No line is rejected");
      expect(await textOf(page, "#top")).to.contain("No match was played");
      expect(await textOf(page, "#retention")).to.contain("Nobody registered");
    }));

  describe("with data", () => {
    before(async () => {
      const lines = [...workedExampleLines(), Buffer.from('{"<b>": "&"')];
      await ingestContents(database.store, [asFile(lines)]);
    });

    it("shows the numbers of the data behind each chart", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        expect(await textOf(page, "#status")).to.equal(
          "2024-09-12 to 2024-10-09, UTC days",
        );
        const lastRow = async (panel: string) => {
          const rows = await cellsOf(page, panel);
          expect(rows).to.have.length(28);
          return rows.at(-1);
        };
        const sql = await database.store.query<{ n: number[] }>({
          name: "of-day",
          sql: `SELECT [
              (SELECT uniqExact(user_id) FROM sessions FINAL),
              (SELECT count() FROM registration_data FINAL),
              (SELECT count() FROM sessions FINAL)]::Array(UInt16) AS n`,
        });
        const [active, registered, sessions] = sql[0]!.n.map(String);
        expect(await lastRow("users")).to.deep.equal([DAY, active, registered]);
        expect(await lastRow("sessions")).to.deep.equal([DAY, sessions]);
        expect(await lastRow("time")).to.deep.equal([DAY, "0.62"]);
        expect(await lastRow("matches")).to.deep.equal([DAY, "1", "0", "0"]);
        expect(await textOf(page, "#shares")).to.equal(
          "1 matches: home 100.0 %, draw 0.0 %, away 0.0 %.",
        );
        expect(await cellsOf(page, "retention")).to.deep.equal([
          ["2024-10-07", "3", "100.0 %"],
        ]);
        expect(await cellsOf(page, "top")).to.deep.equal([
          ["1", WINNER, "US", "3", "1"],
          ["2", LOSER, "DE", "0", "1"],
        ]);
        const drawn = await eachOf(page, ".uplot canvas", "one.width > 0");
        expect(drawn).to.deep.equal([true, true, true, true]);
      }));

    it("shows examples of rejected lines, as text", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        const [row] = await cellsOf(page, "quality");
        expect(row?.slice(0, 2)).to.deep.equal(["malformed_json", "1"]);
        await page.click("#quality summary");
        await page.waitForSelector("#quality li");
        expect(await textOf(page, "#quality .raw")).to.equal('{"<b>": "&"');
        expect((await cellsOf(page, "runs"))[0]?.slice(0, 2)).to.deep.equal([
          "1",
          "ingest",
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
          ["2024-10-08", "0", "0"],
          [DAY, "1", "1"],
        ];
        await page.waitForFunction(
          "document.getElementById('status').textContent.includes('DE')",
        );
        expect(await cellsOf(page, "users")).to.deep.equal(days);
        await open(page, url);
        expect(await cellsOf(page, "users")).to.deep.equal(days);
      }));

    it("finds a player by id, and leads to opponents", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        await page.type("[name=player]", WINNER.toUpperCase());
        await page.keyboard.press("Enter");
        await page.waitForSelector("#player dl");
        expect(await textOf(page, "#player")).to.contain("2024-10-09 11:27:35");
        expect(await textOf(page, "#player")).to.contain("14.49 %");
        const [, sessions, matches] = await eachOf(
          page,
          "#player summary",
          "one.textContent",
        );
        expect(sessions).to.equal("Sessions in these days: 2");
        expect(matches).to.equal("Matches in these days: 1");
        await page.click("#player details:last-child summary");
        await page.click("#player details:last-child a");
        await page.waitForFunction(`location.search.includes("${LOSER}")`);
        await page.waitForFunction(
          "document.getElementById('player').textContent.includes('DE')",
        );
      }));

    it("says what the API refuses, and shows the rest", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/?from=2024-10-09&to=2024-10-08&player=x`);
        expect(await textOf(page, "#status.failed")).to.contain(
          "expected a first day that is not after the last",
        );
        expect(await textOf(page, "#player")).to.contain("expected a UUID");
        expect(await cellsOf(page, "top")).to.have.length(2);
      }));

    it("follows the colour scheme", () =>
      look(async (page, origin) => {
        const grounds: unknown[] = [];
        for (const value of ["light", "dark"]) {
          await page.emulateMediaFeatures([
            { name: "prefers-color-scheme", value },
          ]);
          await open(page, `${origin}/`);
          grounds.push(
            await page.evaluate(
              "getComputedStyle(document.body).backgroundColor",
            ),
          );
        }
        expect(grounds).to.deep.equal([
          "rgb(246, 247, 249)",
          "rgb(16, 21, 28)",
        ]);
      }));

    it("fits into 400 pixels, also when a wide window becomes narrow", () =>
      look(async (page, origin) => {
        await page.setViewport({ width: 1200, height: 800 });
        await open(page, `${origin}/?player=${WINNER}`);
        await page.setViewport({ width: 400, height: 800 });
        await page.waitForFunction(
          "document.querySelector('.uplot').clientWidth < 400",
        );
        const width = await page.evaluate(
          "document.documentElement.scrollWidth",
        );
        expect(width).to.equal(400);
      }));

    it("names every control, and is all reached with the keyboard", () =>
      look(async (page, origin) => {
        await open(page, `${origin}/`);
        const unnamed = await eachOf(
          page,
          "input, button, summary",
          "one.closest('label') || one.ariaLabel || one.textContent.trim() ? '' : one.outerHTML",
        );
        expect(unnamed.filter((html) => html !== "")).to.deep.equal([]);
        const reached: unknown[] = [];
        for (let i = 0; i < 40; i++) {
          await page.keyboard.press("Tab");
          reached.push(
            await page.evaluate("document.activeElement.closest('[id]')?.id"),
          );
        }
        expect(reached).to.include.members([
          "range",
          "users",
          "retention",
          "top",
          "search",
          "quality",
          "runs",
        ]);
      }));
  });
});
