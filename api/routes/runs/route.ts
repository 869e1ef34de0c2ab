import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { formatInstant } from "../../format-instant.ts";
import { toPage } from "../../page.ts";
import { PAGE_SIZE } from "../../parameters.ts";
import { createQuestion } from "../../question.ts";
import { RUNS } from "./schema.ts";

const SQL = readSql("api/routes/runs/runs.sql");

/** Later than every run. */
const START = String(2 ** 32);

type Answer = Static<typeof RUNS.answer>;
type Run = Answer["runs"][number];

interface Row extends Omit<Run, "started_at" | "rejected" | "horizon"> {
  readonly started: number | string;
  readonly rejected: Readonly<Record<string, number | string>>;
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

/** Numbers of 64 bits may come as text. */
function toRun(row: Row): Run {
  return {
    run_id: row.run_id,
    kind: row.kind,
    started_at: formatInstant(Number(row.started)),
    seconds: Number(row.seconds),
    files: [...row.files],
    lines: Number(row.lines),
    blank: Number(row.blank),
    accepted: Number(row.accepted),
    rejected: Object.fromEntries(
      Object.entries(row.rejected).map(([reason, lines]) => [
        reason,
        Number(lines),
      ]),
    ),
    admitted: Number(row.admitted),
    horizon: row.horizon_day,
  };
}
