import { expect } from "chai";
import type { Page } from "puppeteer-core";
import type { Store } from "../../clickhouse/connection/store.ts";
import { openApi } from "../api/lend-api.ts";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { lendDatabase } from "../support/database/with-database.ts";
import { workedExampleLines } from "../support/events/worked-example.ts";
import { lendBrowser } from "./lend-page.ts";

/** The winner of the worked example's match. */
export const WINNER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

/** Lends a database, and a browser for its dashboard, to a describe block. */
export function lendDashboard() {
  const database = lendDatabase();
  const browser = lendBrowser();
  let api: Awaited<ReturnType<typeof openApi>> | undefined;
  before(async () => (api = await openApi({ store: database.store })));
  after(() => api?.close());
  return {
    database,
    browser,
    /** Runs work on a page, which may log nothing and request no other origin. */
    look: (work: (page: Page, origin: string) => Promise<void>) =>
      browser.withPage(async ({ page, complaints, origins }) => {
        if (!api) throw new Error("the API is lent only while tests run");
        const { origin } = api;
        await work(page, origin);
        expect(complaints).to.deep.equal([]);
        expect([...origins]).to.deep.equal([origin]);
      }),
  };
}

/** Ingests the worked example, and a line that is rejected. */
export async function ingestExample(store: Store): Promise<void> {
  const lines = [...workedExampleLines(), Buffer.from('{"<b>": "&"')];
  await ingestContents(store, [asFile(lines)]);
}
