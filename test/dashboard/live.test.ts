import { expect } from "chai";
import type { Page } from "puppeteer-core";
import { startHere, type CommandHere } from "../support/command/command.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import {
  settingsToServe,
  startApiHere,
  type AnsweringApi,
} from "../support/start-api.ts";
import { workedExampleLines } from "../support/events/worked-example.ts";
import { lendBrowser } from "./lend-page.ts";

const text = (id: string) => `document.getElementById('${id}').textContent`;

describe("the dashboard while a command is running", () => {
  const browser = lendBrowser();
  let api: AnsweringApi | undefined;

  // Before the workspace is removed.
  after(async () => {
    const outcome = await api?.stop();
    expect(outcome).to.deep.include({ status: 0, stderr: "" });
  });

  const workspace = lendWorkspace();

  before(async () => {
    api = await startApiHere(await settingsToServe(workspace()));
  });

  /** Starts a run that lasts as long as its standard input is open. */
  const startRun = async (): Promise<CommandHere> => {
    const env = await workspace().settings();
    return startHere(["ingest", "--workers", "1", "-"], { env });
  };

  const look = (work: (page: Page) => Promise<void>) =>
    browser.withPage(async ({ page, complaints }) => {
      await page.goto(`${api?.url}/`);
      await page.waitForSelector("body[data-shown]");
      await work(page);
      expect(complaints).to.deep.equal([]);
    });

  it("shows its progress and what it has published", () =>
    look(async (page) => {
      expect(await page.evaluate(text("start"))).to.contain("No data yet");
      const sees = (selector: string) =>
        page.evaluate(
          `document.querySelector('${selector}').checkVisibility()`,
        );
      expect(await sees("#overview")).to.equal(false);
      const run = await startRun();
      // It looks when its page is shown again, not only every five seconds.
      await page.waitForFunction(
        `document.dispatchEvent(new Event("visibilitychange")) && ${text("current-step")} === 'ingest: reading'`,
        { polling: 200 },
      );
      await page.waitForFunction(
        `${text("current-step")} === 'ingest: reading'`,
      );
      expect(await page.evaluate(text("current-facts"))).to.match(/^\d+ s$/);
      const unseen = ".current progress.unseen";
      // The length of standard input is unknown.
      expect(await page.$(unseen)).not.to.equal(null);
      run.stdin.end(workedExampleLines().join("\n"));
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
      expect(await field("to")).to.equal("2024-10-09");
      expect(await sees("#start")).to.equal(false);
      expect(await sees("#overview")).to.equal(true);
    }));

  it("shows what is published between two polls", () =>
    look(async (page) => {
      const file = workspace().write("more.jsonl", "{}\n");
      await page.type("[name=country]", "J");
      expect((await workspace().ingest([file])).status).to.equal(0);
      await page.waitForFunction(
        "document.querySelectorAll('#runs tbody tr').length === 2",
      );
      // What is being typed stays.
      expect(
        await page.evaluate("document.forms.range.elements.country.value"),
      ).to.equal("J");
    }));
});
