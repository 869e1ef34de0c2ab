import type { Browser, Page } from "puppeteer-core";
import { CHROMIUM, launchBrowser } from "./launch-browser.ts";

/** A page of a real browser, and its errors. */
export interface LentPage {
  readonly page: Page;
  /** Errors of scripts and of the policy; failed answers are not included. */
  readonly complaints: string[];
  /** The origins that it has requested. */
  readonly origins: Set<string>;
}

/** The browser of this process, which ends with it. */
let launched: Promise<Browser | undefined> | undefined;

/**
 * Lends a browser to the tests of the describe block around, which are
 * skipped where there is no Chromium.
 */
export function lendBrowser(): {
  withPage<T>(work: (lent: LentPage) => Promise<T>): Promise<T>;
} {
  let browser: Browser | undefined;
  before(async function () {
    launched ??= launchBrowser();
    browser = await launched;
    if (browser === undefined) {
      process.stderr.write(
        `skipped: no Chromium at ${CHROMIUM.join(" or ")}; apt-get install chromium brings one\n`,
      );
      this.skip();
    }
  });

  return {
    async withPage(work) {
      if (!browser) throw new Error("lent only while tests run");
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
