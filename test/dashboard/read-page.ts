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

/** Whether an element is seen. */
export const isSeen = (page: Page, selector: string) =>
  page.evaluate(
    `document.querySelector(${JSON.stringify(selector)}).checkVisibility()`,
  );

/** Gives a control of the range or a filter a value, as its user does. */
export async function choose(
  page: Page,
  name: string,
  value: string,
): Promise<void> {
  await page.evaluate(`{
    const field = document.forms.range.elements[${JSON.stringify(name)}];
    field.value = ${JSON.stringify(value)};
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }`);
  await shown(page);
}

/** The cells of the table in a panel, without its head. */
export const cellsOf = (page: Page, panel: string) =>
  eachOf<string[]>(
    page,
    `#${panel} table tbody tr`,
    "[...one.children].map((cell) => cell.textContent)",
  );
