import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { readTimezones } from "../../../ingest/parse/timezones.ts";
import { BUNDLED_TIMEZONES } from "../../../common/countries/bundled-timezones.ts";
import { buildRegistration, writeUsual } from "../../support/events/events.ts";
import { lendWorkspace } from "../../support/command/lend-workspace.ts";
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

/** The names of zones that ClickHouse knows. */
const zonesOfEngine = async (): Promise<string[]> => {
  const rows = await withDatabase((store) =>
    store.query<{ name: string }>({
      name: "zones",
      sql: "SELECT time_zone AS name FROM system.time_zones",
    }),
  );
  return rows.map(({ name }) => name);
};

describe("the bundled time zones file", () => {
  const zones = readTimezones(BUNDLED_TIMEZONES);
  const lines = readFileSync(BUNDLED_TIMEZONES, "utf8").trim().split("\n");

  it("has every country of ISO 3166-1, with a zone that ClickHouse knows too", async () => {
    const countries = [...zones.keys()];
    expect(countries).to.have.length(249);
    const regions = new Intl.DisplayNames(["en"], { type: "region" });
    for (const country of countries)
      expect(regions.of(country), country).to.match(/^\p{Lu}\D+$/u);
    const known = await zonesOfEngine();
    for (const line of lines)
      expect(known).to.include(
        (JSON.parse(line) as { timezone: string }).timezone,
      );
  });

  it("has the most populous zone of countries with several", () => {
    expect(lines).to.include.members(
      Object.entries({
        AU: "Australia/Sydney",
        BR: "America/Sao_Paulo",
        CA: "America/Toronto",
        CN: "Asia/Shanghai",
        DE: "Europe/Berlin",
        ES: "Europe/Madrid",
        GB: "Europe/London",
        ID: "Asia/Jakarta",
        IT: "Europe/Rome",
        JP: "Asia/Tokyo",
        MX: "America/Mexico_City",
        RU: "Europe/Moscow",
        US: "America/New_York",
      }).map(
        ([country, timezone]) =>
          `{"country": "${country}", "timezone": "${timezone}"}`,
      ),
    );
  });
});

describe("the time zones file of a run", () => {
  const workspace = lendWorkspace();

  it("is that of --timezones, else that of TIMEZONES, else the bundled one", async () => {
    const registration = writeUsual(
      buildRegistration({ country: "FR" }, { event_id: 1 }),
    );
    const events = workspace().write("events.jsonl", `${registration}\n`);
    const write = (name: string, country: string) =>
      workspace().write(
        name,
        JSON.stringify({ country, timezone: "Europe/Paris" }),
      );
    const [here, there] = [write("fr.jsonl", "FR"), write("xx.jsonl", "XX")];
    for (const [args, TIMEZONES, used, accepted] of [
      [[], "", "the bundled file", 1],
      [[], there, there, 0],
      [["--timezones", here], there, here, 1],
    ] as const) {
      const { status, stderr } = await workspace().ingest(
        ["--dry-run", ...args, events],
        { env: { TIMEZONES } },
      );
      expect(stderr).to.contain(`  Time zones: ${used}\n`);
      expect(stderr).to.match(new RegExp(`^  accepted +${accepted}$`, "m"));
      expect(status).to.equal(0);
    }
    const doctor = await workspace().run("doctor", [], {
      env: { TIMEZONES: there },
    });
    expect(doctor.stdout).to.contain(`1 countries in ${there}\n`);
  });
});

describe("the zone of a country", () => {
  it("is any zone or link of the IANA database", async () => {
    const names = await zonesOfEngine();
    expect(names.length).to.be.above(500);
    for (const name of names)
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
