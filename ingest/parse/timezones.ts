import { readFileSync } from "node:fs";
import { TouchlineError } from "../../common/errors.ts";
import { explainUnreadable } from "../../common/explain-files.ts";

const EXAMPLE = '{"country": "…", "timezone": "…"}';

/** The IANA zone of each country, in the order of the file. */
export type Timezones = ReadonlyMap<string, string>;

/**
 * Reads a file, known as `name`, of one {"country", "timezone"} a line.
 * Throws input_failed, naming the line, when the file cannot be read, a line
 * is something else, a country comes twice, or a zone does not exist.
 */
export function readTimezones(path: string, name = path): Timezones {
  const zones = new Map<string, string>();
  const fail = (line: number, what: string): never => {
    throw new TouchlineError(
      "input_failed",
      `timezones file ${name}, line ${line}: ${what}`,
    );
  };
  readLines(path, name).forEach((text, index) => {
    if (text.trim() === "") return;
    const entry = parseEntry(text);
    if (!entry)
      return fail(
        index + 1,
        `expected ${EXAMPLE}, found ${text.trim().slice(0, 80)}`,
      );
    const { country, timezone } = entry;
    if (zones.has(country))
      return fail(
        index + 1,
        `the country ${country} is there twice: keep exactly one zone for it`,
      );
    const zone = canonicalZone(timezone);
    if (!zone)
      return fail(
        index + 1,
        `${JSON.stringify(timezone)} is not in the IANA time zone database: expected a name such as "Europe/Rome"`,
      );
    zones.set(country, zone);
  });
  if (zones.size === 0) {
    throw new TouchlineError(
      "input_failed",
      `timezones file ${name} names no country: it needs one ${EXAMPLE} a line`,
    );
  }
  return zones;
}

function readLines(path: string, name: string): string[] {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    return decoder.decode(readFileSync(path)).split("\n");
  } catch (error) {
    throw explainUnreadable(`timezones file ${name}`, error);
  }
}

function parseEntry(
  text: string,
): { country: string; timezone: string } | undefined {
  try {
    const entry = JSON.parse(text) as Record<string, unknown> | null;
    const { country, timezone } = entry ?? {};
    if (typeof country === "string" && typeof timezone === "string")
      return { country, timezone };
  } catch {
    // Not JSON: the caller reports the line.
  }
  return undefined;
}

/**
 * Names that the runtime takes and the IANA database does not have: some are
 * abbreviations of several zones (BST is Asia/Dhaka to it), some were removed.
 */
const NOT_IANA =
  /^(ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST|SystemV\/.*|US\/Pacific-New|Canada\/East-Saskatchewan)$/i;

const CANONICAL_ZONES: ReadonlySet<string> = new Set(
  Intl.supportedValuesOf("timeZone"),
);

/** The name that the runtime gives a zone of the IANA database, or a link. */
function canonicalZone(timezone: string): string | undefined {
  // Newer runtimes also take offsets, which are not zones.
  if (!/^[A-Za-z]/.test(timezone) || NOT_IANA.test(timezone)) return undefined;
  // A format costs 0.2 ms, and there are 249 countries.
  if (CANONICAL_ZONES.has(timezone)) return timezone;
  try {
    return new Intl.DateTimeFormat("en", {
      timeZone: timezone,
    }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

const HOUR = 3600;

/**
 * Makes a function that returns the wall clock of an IANA zone at a Unix time,
 * both in seconds; the wall clock is counted as if it were UTC. Zones change
 * their offset a few times a year, so it is computed once an hour of data.
 */
export function createLocalClock(zone: string): (time: number) => number {
  let format: Intl.DateTimeFormat | undefined;
  const offsetAt = (time: number): number => {
    // Made when it is needed: no file has players of all countries.
    format ??= new Intl.DateTimeFormat("en", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    const parts = format.formatToParts(time * 1000);
    const number = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find((part) => part.type === type)?.value);
    const wall = Date.UTC(
      number("year"),
      number("month") - 1,
      number("day"),
      number("hour"),
      number("minute"),
      number("second"),
    );
    return wall / 1000 - time;
  };
  const offsets = new Map<number, number>();
  const offsetOfHour = (hour: number): number => {
    let offset = offsets.get(hour);
    if (offset === undefined) {
      offset = offsetAt(hour * HOUR);
      offsets.set(hour, offset);
    }
    return offset;
  };
  return (time) => {
    const hour = Math.floor(time / HOUR);
    const offset = offsetOfHour(hour);
    // An hour with a change in it is answered second by second.
    if (offset !== offsetOfHour(hour + 1)) return time + offsetAt(time);
    return time + offset;
  };
}
