import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { toPage } from "../../endpoint/page.ts";
import { PAGE_SIZE } from "../../endpoint/parameters.ts";
import { createQuestion } from "../../answers/question.ts";
import { REJECTED } from "./schema.ts";

const LINES = readSql("api/routes/rejected/rejected.sql");
const REASONS = readSql("api/routes/rejected/reasons.sql");

/** Before every line. */
const START = "0_0_0";

type Answer = Static<typeof REJECTED.answer>;
type Line = Answer["rejected"][number];

interface Row extends Pick<Line, "run_id" | "file_number" | "line" | "reason"> {
  readonly file_name: string;
  readonly offset: number;
  readonly text: string;
  readonly bytes: number;
}

/** GET /api/rejected: the lines that do not count. */
export function addRejected(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const findRejected = createQuestion(
    store,
    async ({
      reason,
      run = 0,
      limit = PAGE_SIZE,
      after = START,
    }: Static<typeof REJECTED.parameters>): Promise<Answer> => {
      const [after_run, after_file, after_line] = after.split("_");
      const place = { after_run, after_file, after_line };
      const [lines, reasons] = await Promise.all([
        store.query<Row>({
          name: "rejected",
          sql: LINES,
          parameters: { reason: reason ?? "", run, ...place, rows: limit + 1 },
        }),
        store.query<Answer["reasons"][number]>({
          name: "rejected-reasons",
          sql: REASONS,
          parameters: { run },
        }),
      ]);
      const page = toPage(
        lines,
        limit,
        ({ run_id, file_number, line }) => `${run_id}_${file_number}_${line}`,
      );
      return {
        reasons,
        rejected: page.rows.map(toLine),
        next: page.next,
      };
    },
  );
  addEndpoint(router, REJECTED, dependencies, findRejected);
}

function toLine(row: Row): Line {
  return {
    run_id: row.run_id,
    file: row.file_name,
    file_number: row.file_number,
    line: row.line,
    byte_offset: row.offset,
    reason: row.reason,
    raw: row.text,
    raw_bytes: row.bytes,
  };
}
