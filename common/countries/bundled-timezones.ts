import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";

/**
 * The time zones file for settings and commands that name none: each country of ISO
 * 3166-1, with the zone in which most of its people live. write-timezones.ts writes
 * it.
 */
export const BUNDLED_TIMEZONES = join(
  packageRoot,
  "common/countries/timezones.jsonl",
);

/** The two letters of each country of ISO 3166-1. */
export const readCountries = (): string[] =>
  readFileSync(BUNDLED_TIMEZONES, "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { country: string }).country);
