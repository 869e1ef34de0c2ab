import { readCountries } from "../../common/countries/bundled-timezones.ts";

const names = new Intl.DisplayNames(["en"], { type: "region" });

/** The English names of the countries of ISO 3166-1, by their two letters. */
export const ISO_COUNTRIES: ReadonlyMap<string, string> = new Map(
  readCountries().map((code) => [code, names.of(code) ?? code]),
);
