import { Random } from "../../generate/random.ts";
import { draw } from "../harness/draw.ts";
import type { Facts } from "./read-facts.ts";

/** The requests of one endpoint: no path occurs twice. */
export interface EndpointPlan {
  readonly name: string;
  readonly about: "player" | "chart";
  /** Paths for warming up the server, none of them in `paths`. */
  readonly warmUp: readonly string[];
  readonly paths: readonly string[];
}

/** More than any load sends. */
const MOST_PATHS = 200_000;

/** The share of an endpoint's paths that only the warm-up sends. */
const WARM_UP_SHARE = 0.1;

/** A chart of fewer days is cheaper than those that people look at. */
const LEAST_DAYS = 7;

const LEADERBOARD_LIMITS = 1000;

/**
 * Plans the requests to each endpoint, in an order that the seed decides.
 * Players are drawn without repetition; charts are asked for each range of a
 * week or more, for all countries and for each of them.
 */
export function planRequests(facts: Facts, seed: number): EndpointPlan[] {
  const random = new Random(seed, 13);
  const { countries, days } = facts;
  const users = draw(facts.users, MOST_PATHS, random);
  const range = `from=${days[0]}&to=${days.at(-1)}`;
  const ranges = days.flatMap((from, first) =>
    days.slice(first + LEAST_DAYS - 1).map((to) => `from=${from}&to=${to}`),
  );
  const allAndEach = ["", ...countries.map((country) => `&country=${country}`)];
  const withCountries = (queries: readonly string[]) =>
    queries.flatMap((query) => allAndEach.map((country) => query + country));

  const plan = (
    name: string,
    about: EndpointPlan["about"],
    paths: readonly string[],
  ): EndpointPlan => {
    const drawn = about === "player" ? paths : draw(paths, MOST_PATHS, random);
    const aside = Math.ceil(drawn.length * WARM_UP_SHARE);
    return {
      name,
      about,
      warmUp: drawn.slice(0, aside),
      paths: drawn.slice(aside),
    };
  };
  const ofUsers = (name: string, pathOf: (user: string) => string) =>
    plan(name, "player", users.map(pathOf));
  const chart = (name: string, queries: readonly string[]) => {
    const path = `/api/${name.split(",")[0]}`;
    return plan(
      name,
      "chart",
      queries.map((query) => `${path}?${query}`),
    );
  };
  const gameStatsOfDay = chart(
    "game-stats, a day",
    days.map((date) => `date=${date}`),
  );
  const limits = Array.from(
    { length: LEADERBOARD_LIMITS / 10 },
    (_, at) => `limit=${LEADERBOARD_LIMITS / 20 + at}`,
  );
  return [
    ofUsers("user-stats", (user) => `/api/user-stats?user_id=${user}`),
    ofUsers(
      "user-stats, a day",
      (user) => `/api/user-stats?user_id=${user}&date=${random.pick(days)}`,
    ),
    ...["days", "sessions", "matches"].map((what) =>
      ofUsers(
        `users/{id}/${what}`,
        (user) => `/api/users/${user}/${what}?${range}`,
      ),
    ),
    ...["daily", "active-users", "session-lengths", "new-users"].map((name) =>
      chart(name, withCountries(ranges)),
    ),
    chart("countries", ranges),
    chart("retention", withCountries(ranges)),
    gameStatsOfDay,
    {
      name: "game-stats",
      about: "chart",
      // It has one answer only.
      warmUp: [...gameStatsOfDay.warmUp, ...gameStatsOfDay.paths],
      paths: ["/api/game-stats"],
    },
    chart("leaderboard", withCountries(limits)),
    chart(
      "leaderboard, a deep page",
      draw(facts.places, MOST_PATHS, random).map(
        (place) => `after=${place}${random.pick(allAndEach)}`,
      ),
    ),
  ];
}
