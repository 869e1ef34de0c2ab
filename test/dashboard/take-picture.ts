import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import { parseIngestOptions } from "../../cli/ingest/options.ts";
import { runIngest } from "../../ingest/run.ts";
import { withApi } from "../api/lend-api.ts";
import { SILENT } from "../support/command/ingest-lines.ts";
import { withDatabase } from "../support/database/with-database.ts";
import { launchBrowser } from "./launch-browser.ts";

/**
 * Takes the pictures of the dashboard that the README shows: the bundled
 * sample in light and dark, docs/dashboard.png and docs/dashboard-dark.png.
 */

const SAMPLE = join(packageRoot, "bench/sample/events.jsonl.gz");
const DOCS = join(packageRoot, "docs");

/** The last week of the sample, compared with the one before. */
const VIEW = "range=7&compare=previous";

const SIZE = { width: 1280, height: 1000 };

/** The lower edge of the second row of charts, in pixels from the top. */
const EDGE =
  "document.getElementById('devices').closest('section').getBoundingClientRect().bottom";

const browser = await launchBrowser();
if (browser === undefined)
  throw new Error("no Chromium here: apt-get install chromium brings one");
mkdirSync(DOCS, { recursive: true });
await withDatabase(async (store) => {
  const request = { ...parseIngestOptions([SAMPLE], {}), now: Date.now() };
  await runIngest(store, request, SILENT, new AbortController().signal);
  await withApi({ store }, async (origin) => {
    for (const [scheme, name] of [
      ["light", "dashboard"],
      ["dark", "dashboard-dark"],
    ] as const) {
      const page = await browser.newPage();
      await page.setViewport(SIZE);
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
      ]);
      await page.goto(`${origin}/?${VIEW}`);
      await page.waitForSelector("body[data-shown]");
      const path = join(DOCS, `${name}.png`) as `${string}.png`;
      const height = Math.ceil((await page.evaluate(EDGE)) as number) + 8;
      const clip = { x: 0, y: 0, width: SIZE.width, height };
      await page.screenshot({ path, clip });
      await page.close();
      process.stdout.write(`${path}\n`);
    }
  });
});
await browser.close();
