import { existsSync } from "node:fs";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** A page of a real browser, and what it has complained of. */
export interface LentPage {
  readonly page: Page;
  /** Errors of scripts and of the policy; failed answers are none. */
  readonly complaints: string[];
  /** The origins that it has asked. */
  readonly origins: Set<string>;
}

/**
 * Lends a browser to the tests of the describe block around, which are
 * skipped where there is no Chromium.
 */
export function lendBrowser(): {
  withPage<T>(work: (lent: LentPage) => Promise<T>): Promise<T>;
} {
  let browser: Browser;
  before(async function () {
    const executablePath = CHROMIUM.find((path) => existsSync(path));
    if (executablePath === undefined) {
      process.stderr.write(
        `skipped: no Chromium at ${CHROMIUM.join(" or ")}; apt-get install chromium brings one\n`,
      );
      this.skip();
      return;
    }
    // Its sandbox does not work for root.
    const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    browser = await puppeteer.launch({ executablePath, args });
  });
  after(() => browser?.close());

  return {
    async withPage(work) {
      const page = await browser.newPage();
      const complaints: string[] = [];
      const origins = new Set<string>();
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        const text = message.text();
        if (message.type() === "error" && !text.includes("status of 4"))
          complaints.push(text);
      });
      page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol !== "data:") origins.add(origin);
      });
      try {
        return await work({ page, complaints, origins });
      } finally {
        await page.close();
      }
    },
  };
}
