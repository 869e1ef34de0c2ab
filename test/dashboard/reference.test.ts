import { expect } from "chai";
import { ingestExample, lendDashboard } from "./lend-dashboard.ts";
import { textOf } from "./read-page.ts";

describe("the reference of the API in a browser", () => {
  const { database, look } = lendDashboard();
  before(() => ingestExample(database.store));

  it("writes the request as curl, and sends it", () =>
    look(async (page, origin) => {
      await page.goto(`${origin}/docs`);
      expect(await textOf(page, "#users-user_id-days .curl")).to.match(
        /^curl 'http:\S+\/api\/users\/[0-9a-f-]{36}\/days\?from=\S+&to=\S+'$/,
      );
      await page.evaluate(`{
        const { country, from, to } = document.querySelector("#daily form").elements;
        country.value = "";
        from.value = to.value = "2024-10-09";
      }`);
      await page.select("#daily [name=device]", "Android");
      const request = "/api/daily?from=2024-10-09&to=2024-10-09&device=Android";
      expect(await textOf(page, "#daily .curl")).to.equal(
        `curl '${origin}${request}'`,
      );
      await page.click("#daily button");
      await page.waitForSelector("#daily-result pre");
      const answer = await fetch(`${origin}${request}`);
      const text = JSON.stringify(await answer.json(), null, 2);
      expect(await textOf(page, "#daily-result pre")).to.match(
        /^200 OK, \d+ ms/,
      );
      expect(await textOf(page, "#daily-result pre")).to.contain(text);
      await page.select("#daily [name=format]", "csv");
      await page.click("#daily button");
      await page.waitForFunction(
        "document.getElementById('daily-result').textContent.includes('date,active_users')",
      );
    }));

  it("shows why a request is rejected", () =>
    look(async (page, origin) => {
      await page.goto(`${origin}/docs`);
      await page.type("#game-stats [name=date]", "x");
      await page.click("#game-stats button");
      await page.waitForSelector("#game-stats-result pre");
      expect(await textOf(page, "#game-stats-result")).to.match(
        /^400 Bad Request.*expected a UTC date/s,
      );
    }));
});
