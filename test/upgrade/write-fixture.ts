import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newestSchema } from "../../runs/migrate.ts";
import { recover } from "../../runs/publish/publish.ts";
import { generateSeason } from "../../generate/generate-season.ts";
import { SEASON_NOW } from "../support/season/cast.ts";
import { withFolder } from "../support/command/folders.ts";
import { withDatabaseIn } from "../support/database/with-database.ts";
import { databaseOf, ingestInputs, INPUTS, packFixture } from "./fixture.ts";

const DAY = 86_400;

/** Few days of few players, with dirt. */
const SEASON = {
  events: 800,
  users: 8,
  days: 4,
  firstDay: Math.floor(SEASON_NOW / DAY) - 5,
  seed: 7,
  countries: ["US", "JP", "DE"],
  dirt: 0.1,
};

/** Lines that stay together when the season is cut. */
const RUN_OF_LINES = 10;

/** Writes the fixture of this version's schema: `npm run fixture`. */
await withFolder(async (folder) => {
  const text = Buffer.concat([...generateSeason(SEASON)]).toString("latin1");
  const lines = text.split("\n").slice(0, -1);
  // Cut so that events wait for others of a later file.
  INPUTS.forEach((file, index) => {
    const some = lines.filter(
      (_, line) => Math.floor(line / RUN_OF_LINES) % 3 === index,
    );
    writeFileSync(join(folder, file), `${some.join("\n")}\n`, "latin1");
  });
  const database = databaseOf(folder);
  await withDatabaseIn(database, async (store) => {
    await recover(store);
    await ingestInputs(store, folder, INPUTS.slice(0, 2));
  });
  for (const folder of ["spool", "engine"])
    rmSync(join(database, folder), { recursive: true });
  packFixture(newestSchema(), folder);
});
