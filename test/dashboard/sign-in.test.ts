import { expect } from "chai";
import type { HTTPRequest, Page } from "puppeteer-core";
import { accessWithKeys, OPERATOR, READER } from "../api/access/keys.ts";
import { withApi } from "../api/lend-api.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { lendDatabase } from "../support/database/with-database.ts";
import { workedExampleLines } from "../support/events/worked-example.ts";
import { faultsOf } from "./faults-of.ts";
import { lendBrowser } from "./lend-page.ts";

const SHOWN = "2024-09-12 to 2024-10-09, UTC days";

describe("the dashboard of an API with keys", () => {
  const database = lendDatabase();
  const browser = lendBrowser();
  before(() =>
    ingestContents(database.store, [
      asFile([...workedExampleLines(), Buffer.from("no JSON")]),
    ]),
  );

  const look = (work: (page: Page, origin: string) => Promise<void>) => {
    const access = accessWithKeys();
    return withApi({ store: database.store, access }, (origin) =>
      browser.withPage(async ({ page, complaints }) => {
        try {
          await work(page, origin);
          expect(complaints).to.deep.equal([]);
        } finally {
          await page.deleteCookie({ name: "touchline_key", url: origin });
        }
      }),
    );
  };

  // Scripts for the page are text: this program knows no DOM.
  const textOf = (page: Page, selector: string) =>
    page.evaluate(`document.querySelector("${selector}").textContent`);
  const isSeen = (page: Page, selector: string) =>
    page.evaluate(`document.querySelector("${selector}").checkVisibility()`);

  async function signIn(page: Page, key: string): Promise<void> {
    await page.waitForSelector("#sign-in:not([hidden])");
    await page.type("#sign-in input", key);
    await page.click("#sign-in button");
  }

  it("asks for a key, and shows nothing else", () =>
    look(async (page, origin) => {
      await page.goto(`${origin}/?country=US`);
      await page.waitForSelector("#sign-in:not([hidden])");
      expect(await isSeen(page, "#sign-in")).to.equal(true);
      for (const hidden of ["#range", "#tiles", "#search", "#sign-out"])
        expect(await isSeen(page, hidden), hidden).to.equal(false);
      const focused = "document.activeElement.name";
      expect(await page.evaluate(focused)).to.equal("key");
      expect(await faultsOf(page)).to.deep.equal([]);
    }));

  it("reports a wrong key, then accepts the right one", () =>
    look(async (page, origin) => {
      await page.goto(origin);
      await signIn(page, "wrong");
      await page.waitForSelector("#sign-in-failure:not(:empty)");
      expect(await textOf(page, "#sign-in-failure")).to.equal(
        "this API does not have that key",
      );
      // What was typed is selected, so typing replaces it.
      await page.type("#sign-in input", OPERATOR);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#sign-in[hidden]");
      await page.waitForFunction(
        `document.getElementById("status").textContent === "${SHOWN}"`,
      );
      expect(await textOf(page, "#quality")).to.contain("malformed_json");
      expect(await isSeen(page, "#tiles")).to.equal(true);
      expect(await page.evaluate("document.cookie")).to.equal("");
    }));

  it("does not request what a reader's key cannot read, and says so", () =>
    look(async (page, origin) => {
      await page.goto(origin);
      await page.waitForSelector("#sign-in:not([hidden])");
      // Answers to requests without the key may still be on their way.
      const asked = new Set<HTTPRequest>();
      page.on("request", (request) => asked.add(request));
      const refused: string[] = [];
      page.on("response", (response) => {
        if (asked.has(response.request()) && response.status() >= 400)
          refused.push(response.url());
      });
      await signIn(page, READER);
      await page.waitForFunction(
        `document.getElementById("status").textContent === "${SHOWN}"`,
      );
      expect(await textOf(page, "#quality")).to.equal(
        "Rejected lines require a key with the scope operate.",
      );
      expect(await textOf(page, "#runs td:nth-of-type(4) span")).to.equal(
        "1 2.1 %",
      );
      expect(refused).to.deep.equal([]);
    }));

  it("stays signed in until sign-out", () =>
    look(async (page, origin) => {
      await page.goto(origin);
      await signIn(page, READER);
      await page.waitForSelector("#sign-in[hidden]");
      await page.reload();
      await page.waitForFunction(
        `document.getElementById("status").textContent === "${SHOWN}"`,
      );
      await page.click("#sign-out");
      await page.waitForSelector("#sign-in:not([hidden])");
      expect(await isSeen(page, "#tiles")).to.equal(false);
      expect(await isSeen(page, "#sign-out")).to.equal(false);
    }));
});
