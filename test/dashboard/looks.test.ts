import { expect } from "chai";
import { colourFaultsOf, faultsOf } from "./faults-of.ts";
import { ingestExample, lendDashboard, WINNER } from "./lend-dashboard.ts";
import { eachOf, open } from "./read-page.ts";

describe("the looks of the dashboard", () => {
  const { database, look } = lendDashboard();
  before(() => ingestExample(database.store));

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
      expect(grounds).to.deep.equal(["rgb(244, 246, 248)", "rgb(15, 20, 26)"]);
    }));

  it("fits into 400 pixels, also when a wide window becomes narrow", () =>
    look(async (page, origin) => {
      await page.setViewport({ width: 1200, height: 800 });
      await open(page, `${origin}/`);
      await page.setViewport({ width: 400, height: 800 });
      await page.waitForFunction(
        "document.querySelector('.plot svg').clientWidth < 400",
      );
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect(width).to.equal(400);
    }));

  it("names every control, and can be used with the keyboard alone", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/`);
      const unnamed = await eachOf(
        page,
        "input, select, button, summary",
        "one.closest('label') || one.ariaLabel || one.textContent.trim() ? '' : one.outerHTML",
      );
      expect(unnamed.filter((html) => html !== "")).to.deep.equal([]);
      const reached: unknown[] = [];
      for (let i = 0; i < 140; i++) {
        await page.keyboard.press("Tab");
        reached.push(
          await page.evaluate("document.activeElement.closest('[id]')?.id"),
        );
      }
      expect(reached).to.include.members([
        "range",
        "active",
        "countries",
        "cohorts",
        "top",
        "search",
        "quality",
        "runs",
      ]);
    }));

  it("has no accessibility faults in light and dark colours", () =>
    look(async (page, origin) => {
      const colours = (value: string) =>
        page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
      const expectNone = async () => {
        await colours("light");
        expect(await faultsOf(page)).to.deep.equal([]);
        await colours("dark");
        expect(await colourFaultsOf(page)).to.deep.equal([]);
      };
      await open(page, `${origin}/players/${WINNER}`);
      await expectNone();
      await open(page, `${origin}/?range=day&compare=previous`);
      await expectNone();
      await open(page, `${origin}/?compare=previous`);
      await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => (one.open = true))",
      );
      await page.waitForSelector("#quality li");
      await expectNone();
      await page.goto(`${origin}/docs`);
      await expectNone();
      await open(page, `${origin}/?from=2024-10-09&to=2024-10-08`);
      await expectNone();
    }));

  it("requests nothing twice, and no more than 150 kB of files", () =>
    look(async (page, origin) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await open(page, `${origin}/`);
      const once = asked.filter((url) => !url.endsWith("/api/runs/current"));
      expect(once).to.deep.equal([...new Set(once)]);
      const bytes = `[
        ...performance.getEntriesByType("navigation"),
        ...performance.getEntriesByType("resource"),
      ]
        .filter(({ name }) => !name.includes("/api/"))
        .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)`;
      expect(await page.evaluate(bytes)).to.be.within(50_000, 150_000);
    }));
});
