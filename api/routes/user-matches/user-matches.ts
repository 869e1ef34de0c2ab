import { Type, type Static } from "typebox";
import { formatInstant } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { cached, defineEndpoint } from "../../endpoint/endpoint.ts";
import { naturalWithId, Next, pageBy, toPage } from "../../endpoint/page.ts";
import {
  Count,
  Day,
  FORMAT,
  Instant,
  object,
  RANGE,
  Seconds,
  UserId,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/user-matches/user-matches.sql");

/** Later than all matches. */
const START = `${2 ** 32}_`;

const Match = object({
  match_id: UserId,
  date: Day,
  started_at: Instant,
  ended_at: Instant,
  time_spent_in_match: Seconds,
  side: Type.Union([Type.Literal("home"), Type.Literal("away")]),
  opponent: UserId,
  goals_scored: Count,
  goals_conceded: Count,
  points: Type.Integer({ minimum: 0, maximum: 3 }),
});

interface Row {
  readonly id: string;
  readonly date: string;
  /** Unix time, seconds. */
  readonly started: number;
  readonly ended: number;
  readonly is_home: number;
  readonly opponent: string;
  readonly goals_scored: number;
  readonly goals_conceded: number;
}

export const userMatches = defineEndpoint({
  schema: {
    path: "/api/users/{user_id}/matches",
    summary: "a user's matches that began in a range of days, latest first",
    parameters: object({
      user_id: UserId,
      ...RANGE,
      ...pageBy(naturalWithId(10)),
      ...FORMAT,
    }),
    answer: object({
      user_id: UserId,
      from: Day,
      to: Day,
      matches: Type.Array(Match, { description: "latest first" }),
      next: Next,
    }),
    rows: "matches",
  },
  answer: cached(async ({ limit, after = START, ...range }, store) => {
    const [before, before_id = ""] = after.split("_");
    const read = await store.query<Row>({
      name: "user-matches",
      sql: SQL,
      parameters: { ...range, before, before_id, rows: limit + 1 },
    });
    const { rows, next } = toPage(
      read,
      limit,
      ({ started, id }) => `${started}_${id}`,
    );
    return { ...range, matches: rows.map(toMatch), next };
  }),
});

function toMatch(row: Row): Static<typeof Match> {
  return {
    match_id: row.id,
    date: row.date,
    started_at: formatInstant(row.started),
    ended_at: formatInstant(row.ended),
    time_spent_in_match: row.ended - row.started,
    side: row.is_home ? "home" : "away",
    opponent: row.opponent,
    goals_scored: row.goals_scored,
    goals_conceded: row.goals_conceded,
    points: pointsOf(row.goals_scored, row.goals_conceded),
  };
}

function pointsOf(scored: number, conceded: number): number {
  if (scored === conceded) return 1;
  return scored > conceded ? 3 : 0;
}
