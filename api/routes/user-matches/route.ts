import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { formatInstant } from "../../answers/format-instant.ts";
import { createOfUser, type OfUser } from "../../answers/of-user.ts";
import { toPage } from "../../endpoint/page.ts";
import { PAGE_SIZE } from "../../endpoint/parameters.ts";
import { createQuestion } from "../../answers/question.ts";
import { USER_MATCHES } from "./schema.ts";

const SQL = readSql("api/routes/user-matches/user-matches.sql");

/** Later than every match. */
const START = `${2 ** 32}_`;

type Match = Static<typeof USER_MATCHES.answer>["matches"][number];

interface Asked extends OfUser {
  readonly limit: number;
  readonly after: string;
}

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

/** GET /api/users/{user_id}/matches: one user's matches. */
export function addUserMatches(
  router: Router,
  dependencies: Dependencies,
): void {
  const { store } = dependencies;
  const ofUser = createOfUser(store);
  const findMatches = createQuestion(
    store,
    async ({ limit, after, ...asked }: Asked) => {
      const [before, before_id = ""] = after.split("_");
      const rows = await store.query<Row>({
        name: "user-matches",
        sql: SQL,
        parameters: { ...asked, before, before_id, rows: limit + 1 },
      });
      const page = toPage(rows, limit, (row) => `${row.started}_${row.id}`);
      return { matches: page.rows.map(toMatch), next: page.next };
    },
  );

  addEndpoint(
    router,
    USER_MATCHES,
    dependencies,
    ({ limit = PAGE_SIZE, after = START, ...asked }) =>
      ofUser(asked, (of) => findMatches({ ...of, limit, after })),
  );
}

function toMatch(row: Row): Match {
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
