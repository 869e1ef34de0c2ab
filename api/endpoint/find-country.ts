import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { TouchlineError } from "../../common/errors.ts";
import { findNearest } from "../../common/find-nearest.ts";
import { ISO_COUNTRIES } from "./iso-countries.ts";
import { readSql } from "../../common/package-root.ts";
import { createQuestion } from "../answers/question.ts";
import { quote } from "../../common/quote.ts";

const COUNTRIES_OF_USERS = readSql("api/endpoint/countries-of-users.sql");

/** No name of a country is longer, and comparing longer texts takes time. */
const LONGEST_NAME = 50;

/**
 * Makes what finds the country that a request names, in upper or lower case:
 * one of a user, or one of ISO 3166-1, from which no user need be. Throws
 * bad_request, with the nearest one, where there is none.
 */
export function createFindCountry(
  store: ReadStore,
): (asked: string) => Promise<string> {
  const findCountries = createQuestion(store, async () => {
    const rows = await store.query<{ country: string }>({
      name: "countries-of-users",
      sql: COUNTRIES_OF_USERS,
    });
    return rows.map(({ country }) => country);
  });
  return async (asked) => {
    const ofUsers = await findCountries("of users");
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
      `country is ${quote(asked)}: expected that of a user, or one of ISO 3166-1 such as US${hint}`,
    );
  };
}

/** Which country was probably meant: by its English name, or a mistyped code. */
function nearestCountry(
  asked: string,
  ofUsers: readonly string[],
): string | undefined {
  if (asked.length > LONGEST_NAME) return undefined;
  const upper = asked.toUpperCase();
  // Codes that are in use and not of ISO 3166-1: UK is GB.
  if (/^[A-Z]{2}$/.test(upper)) {
    const { region = "" } = new Intl.Locale(`und-${upper}`);
    if (region !== upper && ISO_COUNTRIES.has(region)) return region;
  }
  // Of those that are equally near, the first one.
  const spellings = new Map([
    ...ofUsers.map((country) => [country.toUpperCase(), country] as const),
    ...[...ISO_COUNTRIES].flatMap(([code, name]) => [
      [code, code] as const,
      [name.toUpperCase(), code] as const,
    ]),
  ]);
  return spellings.get(findNearest(upper, [...spellings.keys()]) ?? "");
}
