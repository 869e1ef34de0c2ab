import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "puppeteer-core";

const AXE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** The accessibility faults that axe finds, and where. */
export async function faultsOf(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return run(page, {});
}

/** Of its rules, those that depend on the colours. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** Those of the colours alone, on a page that `faultsOf` has seen. */
export const colourFaultsOf = (page: Page) =>
  run(page, { runOnly: { type: "rule", values: OF_COLOURS } });

const run = (page: Page, options: object) =>
  page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`);
