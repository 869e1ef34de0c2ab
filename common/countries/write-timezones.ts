import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { groupBy } from "../group-by.ts";
import { BUNDLED_TIMEZONES } from "./bundled-timezones.ts";

/** Where systems keep the tables of the tz database. */
const TABLES = process.argv[2] ?? "/usr/share/zoneinfo";

/**
 * The zone of each country that has several, or none, in the tz database: the one
 * in which most of its people live. The capital's need not be it: more people live
 * in the east of the Congo than in the west.
 */
const CHOSEN: Readonly<Record<string, string>> = {
  AQ: "Antarctica/McMurdo",
  AR: "America/Argentina/Buenos_Aires",
  AU: "Australia/Sydney",
  BR: "America/Sao_Paulo",
  // Nobody lives on Bouvet Island; it belongs to Norway.
  BV: "Europe/Oslo",
  CA: "America/Toronto",
  CD: "Africa/Lubumbashi",
  CL: "America/Santiago",
  CN: "Asia/Shanghai",
  CY: "Asia/Nicosia",
  DE: "Europe/Berlin",
  EC: "America/Guayaquil",
  ES: "Europe/Madrid",
  FM: "Pacific/Chuuk",
  GL: "America/Nuuk",
  // Nobody lives on Heard Island; its neighbour has the same time.
  HM: "Indian/Kerguelen",
  ID: "Asia/Jakarta",
  KI: "Pacific/Tarawa",
  KZ: "Asia/Almaty",
  MH: "Pacific/Majuro",
  MN: "Asia/Ulaanbaatar",
  MX: "America/Mexico_City",
  MY: "Asia/Kuala_Lumpur",
  NZ: "Pacific/Auckland",
  PF: "Pacific/Tahiti",
  PG: "Pacific/Port_Moresby",
  PS: "Asia/Hebron",
  PT: "Europe/Lisbon",
  RU: "Europe/Moscow",
  UA: "Europe/Kyiv",
  UM: "Pacific/Wake",
  US: "America/New_York",
  UZ: "Asia/Tashkent",
};

/** The lines of a table, as fields. */
const readTable = (name: string): string[][] =>
  readFileSync(join(TABLES, name), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t"));

/**
 * Each country of ISO 3166-1 with its zone. zone.tab and not zone1970.tab, which
 * names one zone for several countries: Europe/Berlin for Sweden.
 * Throws if a country has several zones and none of them is chosen.
 */
function chooseZones(): [string, string][] {
  const zones = groupBy(readTable("zone.tab"), ([country = ""]) => country);
  return readTable("iso3166.tab").map(([country = ""]) => {
    const listed = (zones.get(country) ?? []).map(([, , zone = ""]) => zone);
    const [only] = listed;
    const chosen = CHOSEN[country];
    const isRight =
      listed.length === 0 ||
      (chosen === undefined ? listed.length === 1 : listed.includes(chosen));
    const zone = chosen ?? only;
    if (!isRight || zone === undefined)
      throw new Error(
        `choose one of the zones of ${country}: ${listed.join()}`,
      );
    return [country, zone];
  });
}

/** Writes the bundled time zones file: `npm run timezones`. */
const lines = chooseZones().map(([country, timezone]) =>
  JSON.stringify({ country, timezone }).replaceAll(/([:,])"/g, '$1 "'),
);
writeFileSync(BUNDLED_TIMEZONES, `${lines.join("\n")}\n`);
