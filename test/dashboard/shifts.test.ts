import { accessWithKeys } from "../api/access/keys.ts";
import { withApi } from "../api/lend-api.ts";
import { ingestContents } from "../support/command/ingest-lines.ts";
import { lendDashboard, WINNER } from "./lend-dashboard.ts";
import {
  ingestPlayers,
  NEWEST_FIRST,
  OLDEST_FIRST,
  staysInPlace,
} from "./stays-in-place.ts";

const TURNS = { 1280: OLDEST_FIRST, 400: NEWEST_FIRST };

describe("the dashboard, while its answers come one after another", () => {
  const { database, browser, look } = lendDashboard();

  describe("without runs", () => staysInPlace(look, ["/"], TURNS));

  describe("without a key", () =>
    staysInPlace(
      (work) =>
        withApi({ store: database.store, access: accessWithKeys() }, (origin) =>
          browser.withPage(({ page }) => work(page, origin)),
        ),
      ["/"],
      TURNS,
    ));

  describe("with rejected lines alone", () => {
    before(() => ingestContents(database.store, [Buffer.from("[]\n{}\n")]));
    staysInPlace(look, ["/"], TURNS);
  });

  describe("with data", () => {
    before(() => ingestPlayers(database.store));
    staysInPlace(
      look,
      [
        ...["/", "/?range=day&compare=previous"],
        ...[`/players/${WINNER}`, "/players/x"],
      ],
      TURNS,
    );
  });
});
