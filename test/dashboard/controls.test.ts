import { expect } from "chai";
import type { Page } from "puppeteer-core";
import { ingestExample, lendDashboard } from "./lend-dashboard.ts";
import { cellsOf, choose, eachOf, open, shown, textOf } from "./read-page.ts";

const DAY = "2024-10-09";

/** Where the drawing of a chart is in the window. */
async function plotOf(page: Page, panel: string) {
  const plot = (await page.$(`#${panel} svg`))!;
  await plot.scrollIntoView();
  return (await plot.boundingBox())!;
}

/** The parameters of the URL. */
const queryOf = (page: Page) =>
  Object.fromEntries(new URL(page.url()).searchParams);

describe("the controls of the dashboard", () => {
  const { database, look } = lendDashboard();
  before(() => ingestExample(database.store));

  it("draws the values of the table, and describes the day under the pointer in all charts", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/?from=2024-10-08&to=2024-10-09`);
      const columns = "#devices .column";
      const paths = await eachOf<string>(
        page,
        columns,
        "one.getAttribute('d')",
      );
      // On the second day, for Android and iOS; nobody registered on the web.
      expect(paths.map((path) => path.match(/M/g)?.length ?? 0)).to.deep.equal([
        1, 1, 0,
      ]);
      const heights = await eachOf<number>(
        page,
        columns,
        "one.getBBox().height",
      );
      expect(heights[0]! / heights[1]!).to.be.closeTo(2, 0.05);
      const legend = (panel: string) => textOf(page, `#${panel} .legend`);
      expect(await legend("sessions")).to.match(/2024-10-09.*5$/);
      const { x, y, width, height } = await plotOf(page, "sessions");
      await page.mouse.move(x + width / 3, y + height / 2);
      expect(await legend("sessions")).to.match(/2024-10-08.*0$/);
      for (const panel of ["active", "lengths", "results"])
        expect(await legend(panel), panel).to.contain("2024-10-08");
      await page.mouse.move(0, 0);
      for (const panel of ["active", "sessions"])
        expect(await legend(panel), panel).to.contain("2024-10-09");
    }));

  it("opens the days that the pointer drags over, and the day that it clicks", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/?country=US`);
      const { x, y, width, height } = await plotOf(page, "sessions");
      await page.mouse.move(x + 0.7 * width, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width - 2, y + height / 2);
      await page.mouse.up();
      await page.waitForFunction("location.search.includes('from')");
      await shown(page);
      const { from, to, country } = queryOf(page);
      expect({ to, country }).to.deep.equal({ to: DAY, country: "US" });
      expect(["2024-09-30", "2024-10-01", "2024-10-02"]).to.include(from);
      await page.mouse.click(x + width - 8, y + height / 2);
      await page.waitForFunction(`location.search.includes('from=${DAY}')`);
      await shown(page);
      expect(queryOf(page)).to.deep.equal({
        from: DAY,
        to: DAY,
        country: "US",
      });
      // A day alone is figures, not a chart.
      expect(await textOf(page, "#sessions dd")).to.equal("2");
      expect(await cellsOf(page, "sessions")).to.deep.equal([[DAY, "2"]]);
    }));

  it("moves the pointer of a chart by the arrow keys, and opens a day by Enter", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/`);
      await page.evaluate("document.querySelector('#sessions svg').focus()");
      for (const key of ["End", "ArrowLeft", "ArrowLeft"] as const)
        await page.keyboard.press(key);
      expect(await textOf(page, "#lengths .when")).to.equal("2024-10-07");
      expect(
        await eachOf(page, ".legend[aria-live]", "one.closest('.place').id"),
      ).to.deep.equal(["sessions"]);
      await page.keyboard.press("Enter");
      await page.waitForFunction("location.search.includes('2024-10-07')");
    }));

  it("goes to earlier and later days, and to ranges by name", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/?from=2024-10-08&to=${DAY}`);
      await page.click("#earlier");
      await page.waitForFunction("location.search.includes('2024-10-06')");
      await shown(page);
      expect(queryOf(page)).to.deep.equal({
        from: "2024-10-06",
        to: "2024-10-07",
      });
      await page.click("#later");
      await page.waitForFunction("location.search.includes('2024-10-08')");
      await shown(page);
      expect(await eachOf(page, "#later", "one.disabled")).to.deep.equal([
        true,
      ]);
      const ranges = {
        day: [DAY, 1],
        7: ["2024-10-03", 7],
        90: ["2024-07-12", 90],
        month: ["2024-10-01", 9],
        year: ["2024-01-01", 283],
        all: [DAY, 1],
      } as const;
      for (const [range, [from, days]] of Object.entries(ranges)) {
        await choose(page, "range", range);
        expect(queryOf(page)).to.deep.equal({ range });
        if (days > 90) await choose(page, "by", "day");
        const rows = await cellsOf(page, "sessions");
        expect([rows[0]?.[0], rows.length], range).to.deep.equal([from, days]);
      }
    }));

  it("compares with the days before, and with the year before", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/?range=7`);
      await choose(page, "compare", "previous");
      expect(await textOf(page, "#tiles .what")).to.equal(
        "No comparison: the range before has less data.",
      );
      // Before the first event nothing was counted.
      expect((await cellsOf(page, "sessions")).at(-1)).to.deep.equal([
        DAY,
        "5",
      ]);
      await open(
        page,
        `${origin}/?from=2024-10-10&to=2024-10-10&compare=previous`,
      );
      expect(await cellsOf(page, "sessions")).to.deep.equal([
        ["2024-10-10 (incomplete)", "–", "5"],
      ]);
      await open(page, `${origin}/?from=2025-10-09&to=2025-10-09&compare=year`);
      expect(await cellsOf(page, "sessions")).to.deep.equal([
        ["2025-10-09 (incomplete)", "–", "5"],
      ]);
    }));

  it("copies a link to the days that are shown", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/?range=7&country=DE`);
      await page.evaluate(
        "navigator.clipboard.writeText = async (text) => { copied = text; }",
      );
      await page.click("#copy");
      await page.waitForFunction("window.copied");
      expect(await page.evaluate("copied")).to.equal(
        `${origin}/?from=2024-10-03&to=2024-10-09&by=day&country=DE`,
      );
    }));

  it("saves a chart as a picture", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/`);
      await page.evaluate(`{
        URL.createObjectURL = (blob) => { saved = blob; return "#"; };
        HTMLAnchorElement.prototype.click = function () { name = this.download; };
      }`);
      await page.click("#devices .behind button");
      await page.waitForFunction("window.saved");
      expect(await page.evaluate("[saved.type, name]")).to.deep.equal([
        "image/png",
        "devices-2024-09-12-2024-10-09.png",
      ]);
      expect(await page.evaluate("saved.size")).to.be.above(5000);
    }));
});
