import type Router from "@koa/router";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { formatInstant } from "../../answers/format-instant.ts";
import { createOfUser, type OfUser } from "../../answers/of-user.ts";
import { toPage } from "../../endpoint/page.ts";
import { PAGE_SIZE } from "../../endpoint/parameters.ts";
import { createQuestion } from "../../answers/question.ts";
import { USER_SESSIONS } from "./schema.ts";

const SQL = readSql("api/routes/user-sessions/user-sessions.sql");

/** Later than every session. */
const START = String(2 ** 32);

interface Asked extends OfUser {
  readonly limit: number;
  readonly after: string;
}

interface Row {
  readonly date: string;
  /** Unix time, seconds. */
  readonly started: number;
  readonly ended: number;
}

/** GET /api/users/{user_id}/sessions: one user's sessions. */
export function addUserSessions(
  router: Router,
  dependencies: Dependencies,
): void {
  const { store } = dependencies;
  const ofUser = createOfUser(store);
  const findSessions = createQuestion(
    store,
    async ({ limit, after, ...asked }: Asked) => {
      const rows = await store.query<Row>({
        name: "user-sessions",
        sql: SQL,
        parameters: { ...asked, before: after, rows: limit + 1 },
      });
      const page = toPage(rows, limit, ({ started }) => String(started));
      return { sessions: page.rows.map(toSession), next: page.next };
    },
  );

  addEndpoint(
    router,
    USER_SESSIONS,
    dependencies,
    ({ limit = PAGE_SIZE, after = START, ...asked }) =>
      ofUser(asked, (of) => findSessions({ ...of, limit, after })),
  );
}

function toSession({ date, started, ended }: Row) {
  return {
    date,
    started_at: formatInstant(started),
    ended_at: formatInstant(ended),
    time_spent_in_game: ended - started,
  };
}
