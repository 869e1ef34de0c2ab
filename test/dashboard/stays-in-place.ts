import { expect } from "chai";
import type { HTTPRequest, Page } from "puppeteer-core";
import type { Store } from "../../clickhouse/connection/store.ts";
import { generateSeason } from "../../generate/generate-season.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { workedExampleLines } from "../support/events/worked-example.ts";
import { SEASON_NOW } from "../support/season/cast.ts";

const DAY = 86_400;
const DAYS = 40;

/** Of players with many sessions and matches, up to the day before the clock. */
const SEASON = {
  ...{ events: 4000, users: 20, days: DAYS, dirt: 0.02, seed: 5 },
  firstDay: Math.floor(SEASON_NOW / DAY) - DAYS,
  countries: ["US", "JP", "DE"],
};

/** Ingests a season, and the worked example with players of few matches. */
export const ingestPlayers = (store: Store) =>
  ingestContents(store, [
    asFile(workedExampleLines()),
    Buffer.concat([...generateSeason(SEASON)]),
  ]);

/** Takes the request that is answered next from those that wait, if any does. */
type Turn = (waiting: HTTPRequest[]) => HTTPRequest | undefined;

export const OLDEST_FIRST: Turn = (waiting) => waiting.shift();
export const NEWEST_FIRST: Turn = (waiting) => waiting.pop();

/** Notes what moves after it was seen, as browsers count layout shifts. */
const WATCH_SHIFTS = `
  shifts = [];
  const nameOf = (node) => node?.id || node?.className || node?.nodeName;
  new PerformanceObserver((list) => {
    for (const { sources } of list.getEntries())
      shifts.push(sources.map(({ node, previousRect, currentRect }) =>
        \`\${nameOf(node)} from \${previousRect.y} to \${currentRect.y}\`));
  }).observe({ type: "layout-shift", buffered: true });`;

/** Waits until the page has painted what it has. */
const painted = (page: Page) =>
  page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
  );

const isOfApi = (request: HTTPRequest) =>
  new URL(request.url()).pathname.startsWith("/api/");

/**
 * Opens pages whose requests to the API are answered one after another, each
 * once the page has painted what came before. The window is so high that all of
 * a page is seen.
 * @returns a function that opens an address, and returns what moved on its page
 */
async function answerInTurn(
  page: Page,
  width: number,
  turn: Turn,
): Promise<(url: string) => Promise<unknown>> {
  const waiting: HTTPRequest[] = [];
  await page.setViewport({ width, height: 8000 });
  await page.evaluateOnNewDocument(WATCH_SHIFTS);
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (isOfApi(request)) waiting.push(request);
    else void request.continue();
  });
  const answerNext = async () => {
    await painted(page);
    const request = turn(waiting);
    if (!request) return;
    const answered = page.waitForResponse((one) => one.request() === request);
    await request.continue();
    await (await answered).buffer();
  };
  return async (url) => {
    // What the page before still asks is of no interest.
    await page.goto("about:blank");
    waiting.length = 0;
    const begun = page.waitForRequest(isOfApi);
    const loaded = page.goto(url);
    await begun;
    while ((await page.$("body[data-shown]")) === null) await answerNext();
    await loaded;
    // What changes the database is asked once all is shown.
    while (waiting.length > 0) await answerNext();
    await painted(page);
    return page.evaluate("shifts");
  };
}

/**
 * Expects that nothing moves on these pages, whatever is answered first.
 * @param look lends a page, and the origin of the API
 * @param turns by the width of the window, in pixels
 */
export function staysInPlace(
  look: (
    work: (page: Page, origin: string) => Promise<void>,
  ) => Promise<unknown>,
  paths: readonly string[],
  turns: Readonly<Record<number, Turn>>,
): void {
  for (const [width, turn] of Object.entries(turns))
    it(`moves nothing that is seen at ${width} pixels`, () =>
      look(async (page, origin) => {
        const shiftsOf = await answerInTurn(page, Number(width), turn);
        for (const path of paths)
          expect(await shiftsOf(`${origin}${path}`), path).to.deep.equal([]);
      }));
}
