import { expect } from "chai";
import { asFile, ingestContents } from "../support/command/ingest-lines.ts";
import { workedExampleLines } from "../support/events/worked-example.ts";
import { lendDashboard } from "./lend-dashboard.ts";
import { cellsOf, eachOf, open, textOf } from "./read-page.ts";

describe("the dashboard, after a run on the last day of the data", () => {
  const { database, look } = lendDashboard();
  before(() =>
    ingestContents(database.store, [asFile(workedExampleLines())], {
      now: Date.parse("2024-10-09T18:00:00Z"),
    }),
  );

  it("ends the default range with the day before", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/`);
      expect(await textOf(page, "#status")).to.equal(
        "2024-09-11 to 2024-10-08, UTC days",
      );
      expect(await textOf(page, "#trust")).to.contain("not over yet");
    }));

  it("marks the day, and leaves it out of averages and weeks", () =>
    look(async (page, origin) => {
      await open(page, `${origin}/?from=2024-10-07&to=2024-10-09`);
      expect((await cellsOf(page, "sessions")).at(-1)).to.deep.equal([
        "2024-10-09 (incomplete)",
        "5",
      ]);
      expect(
        await eachOf(page, ".incomplete", "one.closest('.place').id"),
      ).to.have.members([
        ...["active", "devices", "sessions", "stickiness"],
        ...["lengths", "time", "results"],
        ...["returning", "returns", "wins", "match-time", "peaks"],
      ]);
      expect(
        await eachOf(page, "#tile-daily dd", "one.textContent"),
      ).to.deep.equal(["–", "", "users, average of 0 days with data"]);
      await open(page, `${origin}/?from=2024-09-30&to=2024-10-09&by=week`);
      expect(await cellsOf(page, "active")).to.deep.equal([
        ["2024-09-30", "–", "0", "0"],
        ["2024-10-07 (incomplete)", "–", "0", "0"],
      ]);
      expect(await cellsOf(page, "cohorts")).to.deep.equal([
        ["2024-10-07 (incomplete)", "3", "100.0 % so far"],
      ]);
    }));
});
