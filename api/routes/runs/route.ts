import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { formatInstant } from "../../answers/format-instant.ts";
import { toPage } from "../../endpoint/page.ts";
import { PAGE_SIZE } from "../../endpoint/parameters.ts";
import { createQuestion } from "../../answers/question.ts";
import { RUNS } from "./schema.ts";

const SQL = readSql("api/routes/runs/runs.sql");

/** Later than every run. */
const START = String(2 ** 32);

type Answer = Static<typeof RUNS.answer>;
type Run = Answer["runs"][number];

interface Row extends Omit<Run, "started_at" | "horizon"> {
  /** Unix time, seconds. */
  readonly started: number;
  readonly horizon_day: string | null;
}

/** GET /api/runs: the ledger. */
export function addRuns(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const findRuns = createQuestion(
    store,
    async ({
      limit = PAGE_SIZE,
      after = START,
    }: Static<typeof RUNS.parameters>): Promise<Answer> => {
      const rows = await store.query<Row>({
        name: "runs",
        sql: SQL,
        parameters: { before: after, rows: limit + 1 },
      });
      const page = toPage(rows, limit, ({ run_id }) => String(run_id));
      return { runs: page.rows.map(toRun), next: page.next };
    },
  );
  addEndpoint(router, RUNS, dependencies, findRuns);
}

function toRun(row: Row): Run {
  return {
    run_id: row.run_id,
    kind: row.kind,
    started_at: formatInstant(row.started),
    seconds: row.seconds,
    files: row.files,
    lines: row.lines,
    blank: row.blank,
    accepted: row.accepted,
    rejected: row.rejected,
    admitted: row.admitted,
    horizon: row.horizon_day,
  };
}
