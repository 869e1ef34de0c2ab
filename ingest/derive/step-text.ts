import { readSql } from "../../common/package-root.ts";
import { withHeldDetail } from "../../runs/derived/held-detail.ts";

/** The statement of a step, in its parts. */
export interface StepText {
  /** What is before INSERT INTO: comments. */
  readonly before: string;
  /** The table that it fills. */
  readonly target: string;
  /** The columns that it names, in parentheses; "" for all. */
  readonly columns: string;
  readonly after: string;
  /** The tables of the run that it names, and change tables. */
  readonly tables: ReadonlySet<string>;
  /** Whether a large run takes it slice by slice. */
  readonly isSliced: boolean;
}

const INSERT = /^INSERT INTO (\w+)( \([^)]*\))?/m;

const TABLE = /\b(?:run|stage|change)_\w+/g;

/** Reads the file of a step, without its ending, below this folder. */
export function readStepText(file: string): StepText {
  const sql = withHeldDetail(readSql(`ingest/derive/${file}.sql`));
  const [insert = "", target = "", columns = ""] = INSERT.exec(sql) ?? [];
  const [before = "", after = ""] = sql.split(insert);
  const tables = new Set(sql.match(TABLE));
  const isSliced = sql.includes("{slice:");
  return { before, target, columns, after, tables, isSliced };
}
