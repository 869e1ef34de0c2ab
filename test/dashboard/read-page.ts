import type { Page } from "puppeteer-core";

/** Opens a page of the dashboard and waits until it is complete. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await shown(page);
}

/** Waits until the page is complete. */
export async function shown(page: Page): Promise<void> {
  await page.waitForSelector("body:not([aria-busy])");
  await page.waitForSelector("#status:not(:empty)");
}

// Scripts for the page are text: this program knows no DOM.

/** The text of an element. */
export const textOf = async (page: Page, selector: string) => {
  const script = `document.querySelector(${JSON.stringify(selector)}).textContent`;
  return (await page.evaluate(script)) as string;
};

/** The value of an expression for each of the elements `one`. */
export const eachOf = async <T>(
  page: Page,
  selector: string,
  expression: string,
) => {
  const script = `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => ${expression})`;
  return (await page.evaluate(script)) as T[];
};

/** The cells of the table in a panel, without its head. */
export const cellsOf = (page: Page, panel: string) =>
  eachOf<string[]>(
    page,
    `#${panel} table:not(.u-legend) tbody tr`,
    "[...one.children].map((cell) => cell.textContent)",
  );
