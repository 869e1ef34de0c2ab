import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { readTimezones } from "../../../ingest/parse/timezones.ts";
import { withFolder } from "../../support/command/folders.ts";
import { withDatabase } from "../../support/database/with-database.ts";

/** Reads a timezones file with one country, AA, in this zone. */
const read = (timezone: string) =>
  withFolder(async (folder) => {
    const path = join(folder, "zones.jsonl");
    await writeFile(path, JSON.stringify({ country: "AA", timezone }));
    return readTimezones(path, "zones.jsonl").get("AA");
  });

/** In the IANA database for other uses than as a zone. */
const NO_ZONE = ["Factory", "localtime", "posixrules"];

describe("the zone of a country", () => {
  it("is any zone or link of the IANA database", async () => {
    const names = await withDatabase((store) =>
      store.query<{ name: string }>({
        name: "zones",
        sql: "SELECT time_zone AS name FROM system.time_zones",
      }),
    );
    expect(names.length).to.be.above(500);
    for (const { name } of names)
      if (!NO_ZONE.includes(name)) expect(await read(name), name).to.be.ok;
    expect(await read("Europe/Kiev")).to.equal(await read("Europe/Kyiv"));
  });

  for (const name of [
    ...["BST", "CST", "IST", "PST", "bst", "SystemV/PST8PDT", "SystemV/EST5"],
    ...["US/Pacific-New", "Canada/East-Saskatchewan", "Etc/Unknown"],
    ...["+01:00", "-08", "UTC+5", "GMT+1", "", " Europe/Rome", "Factory"],
  ])
    it(`is not ${JSON.stringify(name)}`, async () => {
      const error: unknown = await read(name).catch(
        (thrown: unknown) => thrown,
      );
      expect(error)
        .to.be.an("error")
        .with.property("message")
        .that.contains(
          `zones.jsonl, line 1: ${JSON.stringify(name)} is not in the IANA time zone database: expected a name such as "Europe/Rome"`,
        );
    });
});
