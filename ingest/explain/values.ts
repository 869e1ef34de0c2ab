import { formatTime } from "../../common/text.ts";
import { ISO_ALPHA_3 } from "./iso-alpha-3.ts";
import { lettersOf } from "./resembling-names.ts";

const NUMBER_AS_TEXT = "this is a number as text: leave out the quotes";

/** Moments in larger numbers are no Unix time in seconds. */
const MAX_SECONDS = 2 ** 32 - 1;

/** Smaller numbers may be anything: 1973 in seconds. */
const LEAST_SECONDS = 1e8;

const UNITS = [
  ["milliseconds", 1e3],
  ["microseconds", 1e6],
  ["nanoseconds", 1e9],
] as const;

/** A hint for a value in place of Unix time in seconds, or an empty text. */
export function hintAtTime(value: unknown): string {
  if (typeof value === "string") return hintAtTimeText(value.trim());
  if (typeof value !== "number") return "";
  const unit = findUnit(value);
  if (unit !== undefined) return `this looks like ${unit}`;
  if (value < 1 || value > MAX_SECONDS) return "";
  if (!Number.isInteger(value)) return "this has a fraction: round it down";
  return `this is ${formatTime(value * 1000)} UTC, and the clock is more than a day behind`;
}

const findUnit = (value: number): string | undefined =>
  UNITS.find(
    ([, size]) =>
      value / size >= LEAST_SECONDS &&
      value / size <= MAX_SECONDS &&
      value > MAX_SECONDS,
  )?.[0];

function hintAtTimeText(text: string): string {
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const unit = findUnit(Number(text));
    return unit ? `${NUMBER_AS_TEXT}; it looks like ${unit}` : NUMBER_AS_TEXT;
  }
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?)?$/i.exec(
      text,
    ) ?? [];
  if (date === undefined) return "";
  const offset = zone?.toUpperCase().replace("UTC", "Z") ?? "Z";
  const seconds = Date.parse(`${date}T${time ?? "00:00"}${offset}`) / 1000;
  if (Number.isNaN(seconds)) return "";
  return `this looks like ISO 8601: ${seconds} in seconds${zone === undefined ? " if it is UTC" : ""}`;
}

/** A hint for a value in place of an integer. */
export function hintAtInteger(value: unknown): string {
  if (typeof value === "string" && /^\d+$/.test(value.trim()))
    return NUMBER_AS_TEXT;
  if (typeof value === "string" && isUuidLike(value))
    return "this is a UUID: use 53 bits of a hash of it";
  if (typeof value !== "number") return "";
  if (!Number.isInteger(value)) return "this has a fraction";
  if (value > Number.MAX_SAFE_INTEGER)
    return "numbers so large are not exact in JSON: use 53 bits of a hash of it";
  return "";
}

const isUuidLike = (text: string): boolean =>
  /^[0-9a-f]{32}$/i.test(text.replaceAll("-", ""));

/** A hint for a value in place of a UUID. */
export function hintAtUuid(value: unknown): string {
  if (typeof value === "number")
    return "this is a number: derive a UUID from it, such as version 5";
  if (typeof value !== "string") return "";
  const text = value.trim();
  if (/^[0-9a-f]{32}$/i.test(text)) return "the hyphens are missing";
  const inner = text.replace(/^(\{|\(|urn:uuid:)|[})]$/gi, "");
  if (inner !== value && isUuidLike(inner))
    return "leave out what stands around the UUID";
  if (text === "") return "";
  return "derive a UUID from other ids, such as version 5";
}

/** The one of several words that a value stands for in another spelling. */
export function findWord<Word extends string>(
  value: unknown,
  words: readonly Word[],
): Word | undefined {
  if (typeof value !== "string") return undefined;
  const letters = lettersOf(value);
  return words.find((word) => word !== "" && lettersOf(word) === letters);
}

/** Names of types of events that other games use. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(user)?(register|registered|signup|signedup|created)$/, "registration"],
  [/^(ping|heartbeat|keepalive|session)$/, "session_ping"],
  [
    /^session(start|end|started|ended)$/,
    'session_ping with this as its "type"',
  ],
  [/^(match|game)(start|end|started|ended|finished|result)$/, "match"],
];

/** A hint for a type of event. */
export function hintAtType(value: unknown, types: readonly string[]): string {
  if (typeof value !== "string") return "";
  const letters = lettersOf(value);
  const type =
    findWord(value, types) ??
    TYPES.find(([pattern]) => pattern.test(letters))?.[1];
  return type === undefined ? "" : `this looks like ${type}`;
}

/** A hint for a device; one that differs in capitals alone needs none. */
export function hintAtDevice(value: unknown): string {
  if (typeof value !== "string") return "";
  if (/^(ios|android|web)$/i.test(value)) return "";
  const device = /^(ios|ipad|iphone|ipod)/i.test(value)
    ? "iOS"
    : /android/i.test(value)
      ? "Android"
      : /^(web|html5|browser)/i.test(value)
        ? "Web"
        : undefined;
  return device === undefined ? "" : `this looks like ${device}`;
}

const englishNames = new Intl.DisplayNames(["en"], {
  type: "region",
  fallback: "none",
});

/** Names that people write otherwise than Unicode does. */
const OTHER_COUNTRY_NAMES: Readonly<Record<string, string>> = {
  uk: "GB",
  england: "GB",
  greatbritain: "GB",
  unitedstatesofamerica: "US",
  southkorea: "KR",
  korea: "KR",
  russianfederation: "RU",
  czechrepublic: "CZ",
  turkey: "TR",
  holland: "NL",
};

/** Finds the country of the time zones file that a value stands for. */
export class CountryFinder {
  readonly #byLetters = new Map<string, string>();

  constructor(countries: readonly string[]) {
    const has = new Set(countries);
    const add = (letters: string, country: string) => {
      if (letters !== "" && has.has(country) && !this.#byLetters.has(letters))
        this.#byLetters.set(letters, country);
    };
    for (const country of countries) add(lettersOf(country), country);
    for (const country of countries.filter((one) => /^[A-Z]{2}$/.test(one)))
      add(lettersOf(englishNames.of(country) ?? country), country);
    for (const [alpha3, country] of ISO_ALPHA_3) add(alpha3, country);
    for (const [name, country] of Object.entries(OTHER_COUNTRY_NAMES))
      add(name, country);
  }

  find(value: unknown): string | undefined {
    return typeof value === "string"
      ? this.#byLetters.get(lettersOf(value))
      : undefined;
  }
}
