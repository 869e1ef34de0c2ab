import { expect } from "chai";
import type { Page } from "puppeteer-core";
import { lendServedWorkspace } from "../owner/lend-api-process.ts";
import { workedExampleLines } from "../support/worked-example.ts";
import { lendBrowser } from "./lend-page.ts";

const text = (id: string) => `document.getElementById('${id}').textContent`;

describe("the dashboard while a command is under way", () => {
  const browser = lendBrowser();
  const workspace = lendServedWorkspace();

  const look = (work: (page: Page) => Promise<void>) =>
    browser.withPage(async ({ page, complaints }) => {
      await page.goto(`${workspace().api.url}/`);
      await page.waitForSelector("body[data-shown]");
      await work(page);
      expect(complaints).to.deep.equal([]);
    });

  it("shows how far it has come, and what it has published", () =>
    look(async (page) => {
      expect(await page.evaluate(text("runs"))).to.contain("No run yet");
      const run = await workspace().startRun();
      await page.waitForFunction(
        `${text("current-step")} === 'ingest: reading'`,
      );
      expect(await page.evaluate(text("current-facts"))).to.match(/^\d+ s$/);
      const unseen = ".current progress.unseen";
      // Nobody knows how long standard input is.
      expect(await page.$(unseen)).not.to.equal(null);
      await page.type("[name=country]", "J");

      run.process.stdin.end(workedExampleLines().join("\n"));
      expect((await run.outcome).status).to.equal(0);
      await page.waitForSelector("#runs tbody tr");
      await page.waitForFunction(
        `${text("current-step")} === 'ingest has ended'`,
      );
      await page.waitForSelector("body:not([aria-busy])");
      expect(await page.evaluate(text("current-facts"))).to.equal("");
      expect(await page.evaluate(text("status"))).to.contain("to 2024-10-09");
      const field = (name: string) =>
        page.evaluate(`document.forms.range.elements.${name}.value`);
      // What nobody touched follows the data; what is being typed stays.
      expect(await field("to")).to.equal("2024-10-09");
      expect(await field("country")).to.equal("J");
    }));

  it("shows what is published between two looks", () =>
    look(async (page) => {
      const file = workspace().write("more.jsonl", "{}\n");
      expect((await workspace().ingest([file])).status).to.equal(0);
      await page.waitForFunction(
        "document.querySelectorAll('#runs tbody tr').length === 2",
      );
    }));
});
