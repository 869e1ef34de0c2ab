import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { toPage } from "../../endpoint/page.ts";
import { PAGE_SIZE } from "../../endpoint/parameters.ts";
import { createQuestion } from "../../answers/question.ts";
import { LEADERBOARD } from "./schema.ts";

const SQL = readSql("api/routes/leaderboard/leaderboard.sql");

/** Before everybody. */
const START = `${Number.MAX_SAFE_INTEGER}_`;

type Answer = Static<typeof LEADERBOARD.answer>;
type Player = Answer["players"][number];

/** GET /api/leaderboard: the players by points. */
export function addLeaderboard(
  router: Router,
  dependencies: Dependencies,
): void {
  const { store } = dependencies;
  const findPlayers = createQuestion(
    store,
    async ({
      country = "",
      limit = PAGE_SIZE,
      after = START,
    }: Static<typeof LEADERBOARD.parameters>): Promise<Answer> => {
      const [points, user_id = ""] = after.split("_");
      const rows = await store.query<Player>({
        name: "leaderboard",
        sql: SQL,
        parameters: { country, points, user_id, rows: limit + 1 },
      });
      const page = toPage(
        rows,
        limit,
        (player) => `${player.points}_${player.user_id}`,
      );
      return { players: [...page.rows], next: page.next };
    },
  );
  addEndpoint(router, LEADERBOARD, dependencies, findPlayers);
}
