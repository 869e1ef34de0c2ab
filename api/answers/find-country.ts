import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { findNearest } from "../../common/find-nearest.ts";
import { readSql } from "../../common/package-root.ts";
import { quote } from "../../common/text.ts";
import { askTogether } from "./ask-together.ts";
import { ISO_COUNTRIES } from "./iso-countries.ts";

const COUNTRIES_OF_USERS = readSql("api/answers/countries-of-users.sql");

/** No country has a longer name, and comparing longer texts takes time. */
const LONGEST_NAME = 50;

/**
 * Returns a function that finds the country of a request, in any case: that of
 * a user, or one of ISO 3166-1, even if no user is from there. It throws
 * bad_request, with a suggestion, for any other.
 */
export function createFindCountry(
  store: ReadStore,
): (asked: string) => Promise<string> {
  const findCountries = askTogether(async () => {
    const rows = await store.query<{ country: string }>({
      name: "countries-of-users",
      sql: COUNTRIES_OF_USERS,
    });
    return rows.map(({ country }) => country);
  });
  return async (asked) => {
    if (ISO_COUNTRIES.has(asked)) return asked;
    const ofUsers = await findCountries("countries");
    const known = [...ofUsers, ...ISO_COUNTRIES.keys()];
    const upper = asked.toUpperCase();
    const found =
      known.find((country) => country === asked) ??
      known.find((country) => country.toUpperCase() === upper);
    if (found !== undefined) return found;
    const near = nearestCountry(asked, ofUsers);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    throw new TouchlineError(
      "bad_request",
      `country is ${quote(asked)}: expected the country of a user or an ISO 3166-1 code such as US${hint}`,
    );
  };
}

/** Suggests a country for its English name or a mistyped code. */
function nearestCountry(
  asked: string,
  ofUsers: readonly string[],
): string | undefined {
  if (asked.length > LONGEST_NAME) return undefined;
  const upper = asked.toUpperCase();
  // Aliases that ISO 3166-1 does not have: UK is GB.
  if (/^[A-Z]{2}$/.test(upper)) {
    const { region = "" } = new Intl.Locale(`und-${upper}`);
    if (region !== upper && ISO_COUNTRIES.has(region)) return region;
  }
  // The first of several that are equally near wins.
  const spellings = new Map([
    ...ofUsers.map((country) => [country.toUpperCase(), country] as const),
    ...[...ISO_COUNTRIES].flatMap(([code, name]) => [
      [code, code] as const,
      [name.toUpperCase(), code] as const,
    ]),
  ]);
  return spellings.get(findNearest(upper, [...spellings.keys()]) ?? "");
}
