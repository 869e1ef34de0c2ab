import { Type, type Static } from "typebox";
import { dayOf, formatDay, formatInstant } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { createFindLatest } from "../../answers/find-latest.ts";
import { defineEndpoint } from "../../endpoint/endpoint.ts";
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
  readonly user_id: string;
  readonly id: string;
  /** Unix time, seconds. */
  readonly started: number;
  readonly ended: number;
  readonly is_home: boolean;
  readonly opponent: string;
  readonly goals_scored: number;
  readonly goals_conceded: number;
}

export const userMatches = defineEndpoint({
  schema: {
    path: "/api/users/{user_id}/matches",
    tag: "Players",
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
    example: {
      parameters: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-15",
        to: "2024-10-16",
        limit: "1",
      },
      answer: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-15",
        to: "2024-10-16",
        matches: [
          {
            match_id: "690c41c6-651e-eece-92f8-d625bf181a13",
            date: "2024-10-15",
            started_at: "2024-10-15T19:34:04Z",
            ended_at: "2024-10-15T19:35:34Z",
            time_spent_in_match: 90,
            side: "away",
            opponent: "466840d6-dd3a-9f98-ed1b-b5f371c28e01",
            goals_scored: 3,
            goals_conceded: 2,
            points: 3,
          },
        ],
        next: "1729020844_690c41c6-651e-eece-92f8-d625bf181a13",
      },
    },
  },
  answer({ store, findPlayer }) {
    const findLatest = createFindLatest<Row>(store, "user-matches", SQL);
    return async ({ limit, after, ...range }) => {
      const [read] = await Promise.all([
        findLatest({ ...range, after, limit }),
        findPlayer(range.user_id),
      ]);
      const { rows, next } = toPage(
        read,
        limit,
        ({ started, id }) => `${started}_${id}`,
      );
      return { ...range, matches: rows.map(toMatch), next };
    };
  },
});

function toMatch(row: Row): Static<typeof Match> {
  return {
    match_id: row.id,
    date: formatDay(dayOf(row.started)),
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
