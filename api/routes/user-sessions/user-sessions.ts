import { Type } from "typebox";
import { dayOf, formatDay, formatInstant } from "../../../common/days.ts";
import { readSql } from "../../../common/package-root.ts";
import { createFindLatest } from "../../answers/find-latest.ts";
import { defineEndpoint } from "../../endpoint/endpoint.ts";
import { natural, Next, pageBy, toPage } from "../../endpoint/page.ts";
import {
  Day,
  FORMAT,
  Instant,
  object,
  RANGE,
  Seconds,
  UserId,
} from "../../endpoint/parameters.ts";

const SQL = readSql("api/routes/user-sessions/user-sessions.sql");

const Session = object({
  date: Day,
  started_at: Instant,
  ended_at: Instant,
  time_spent_in_game: Seconds,
});

interface Row {
  readonly user_id: string;
  /** Unix time, seconds. */
  readonly started: number;
  readonly ended: number;
}

export const userSessions = defineEndpoint({
  schema: {
    path: "/api/users/{user_id}/sessions",
    tag: "Players",
    summary: "a user's sessions that began in a range of days, latest first",
    parameters: object({
      user_id: UserId,
      ...RANGE,
      ...pageBy(natural(10)),
      ...FORMAT,
    }),
    answer: object({
      user_id: UserId,
      from: Day,
      to: Day,
      sessions: Type.Array(Session, { description: "latest first" }),
      next: Next,
    }),
    rows: "sessions",
    example: {
      parameters: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-16",
        to: "2024-10-16",
        limit: "1",
      },
      answer: {
        user_id: "c720827b-64dc-ae7c-6d21-a040ce0e5cbc",
        from: "2024-10-16",
        to: "2024-10-16",
        sessions: [
          {
            date: "2024-10-16",
            started_at: "2024-10-16T23:59:08Z",
            ended_at: "2024-10-17T00:12:08Z",
            time_spent_in_game: 780,
          },
        ],
        next: "1729123148",
      },
    },
  },
  answer({ store, findPlayer }) {
    const findLatest = createFindLatest<Row>(store, "user-sessions", SQL);
    return async ({ limit, after, ...range }) => {
      const [read] = await Promise.all([
        findLatest({ ...range, after, limit }),
        findPlayer(range.user_id),
      ]);
      const { rows, next } = toPage(read, limit, ({ started }) =>
        String(started),
      );
      return { ...range, sessions: rows.map(toSession), next };
    };
  },
});

function toSession({ started, ended }: Row) {
  return {
    date: formatDay(dayOf(started)),
    started_at: formatInstant(started),
    ended_at: formatInstant(ended),
    time_spent_in_game: ended - started,
  };
}
