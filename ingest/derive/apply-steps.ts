import { basename } from "node:path";
import { bindStatement } from "../../clickhouse/connection/statement/bind-statement.ts";
import { quoteLiteral } from "../../clickhouse/connection/statement/quote-literal.ts";
import {
  declareColumns,
  type BlockFiles,
  type Columns,
  type Session,
} from "../../clickhouse/connection/store.ts";
import { readSql } from "../../common/package-root.ts";
import { withHeldDetail } from "../../runs/derived/held-detail.ts";
import { MOST_DUPLICATES } from "../stage/keep-rejects.ts";
import {
  blockFileEnding,
  STAGE_TABLES,
  type StageTable,
} from "../stage/stage-tables.ts";
import type { StagedShard } from "../stage/stage.ts";
import { RUN_TABLES } from "./run-tables.ts";
import type { Occasion, Source, Step } from "./steps.ts";

/** The values that the SQL of the steps uses. */
export interface StepInput {
  readonly runId: number;
  /** The first day whose pings are kept, in days since 1970; 0 for all. */
  readonly horizon: number;
  /** The names of the input files. */
  readonly files: readonly string[];
  readonly shards: readonly StagedShard[];
}

/** The tables of a run that last as long as its session. */
const TABLES = new Map<string, Columns>([
  ...Object.entries(RUN_TABLES),
  ...Object.entries(STAGE_TABLES).map(
    ([name, columns]) => [`stage_${name}`, columns] as const,
  ),
]);

const TARGET = /^INSERT INTO (\w+)( \([^)]*\))?/m;

/**
 * Applies steps in a session. The first step that fills a table also creates
 * it, in the same statement; steps that read a table without rows read null()
 * in its place. In a run of two lines, a statement costs the same with and
 * without work, so fewer statements are faster.
 */
export class StepApplier {
  readonly #session: Session;
  readonly #input: StepInput;
  readonly #created = new Set<string>();
  readonly #filled = new Set<string>();

  constructor(session: Session, input: StepInput) {
    this.#session = session;
    this.#input = input;
  }

  /** Whether a table may have rows. */
  has(table: Source): boolean {
    return this.#filled.has(table);
  }

  /** Applies, in their order, the steps that have something to do. */
  async apply(steps: readonly Step[]): Promise<void> {
    const { runId, horizon } = this.#input;
    const occasion: Occasion = {
      history: runId > 1,
      horizon: horizon > 0,
      has: (table) => this.has(table),
    };
    for (const { file, when } of steps)
      if (when(occasion)) await this.#applyFile(file);
  }

  /** Makes the rows that the workers have written for a table readable. */
  async load(folder: string, table: StageTable): Promise<void> {
    const name = `stage_${table}`;
    const files: BlockFiles = { folder, ending: blockFileEnding(table) };
    await this.#session.loadBlocks(name, STAGE_TABLES[table], files);
    this.#filled.add(name);
  }

  async #applyFile(file: string): Promise<void> {
    const { runId, horizon, files } = this.#input;
    const sql = withHeldDetail(readSql(`ingest/derive/${file}.sql`));
    if (/\brun_shards\b/.test(sql)) await this.#loadShards();
    const [head = "", target = "", columns = ""] = TARGET.exec(sql) ?? [];
    const [before = "", after = ""] = sql.split(head);
    const mayHaveRows = await this.#session.fill(
      bindStatement(
        basename(file),
        before + this.#into(target, columns) + this.#read(after),
        { run_id: runId, files, horizon, most: MOST_DUPLICATES },
      ),
    );
    if (mayHaveRows) this.#filled.add(target);
  }

  /** The beginning of a statement that fills a table. */
  #into(target: string, columns: string): string {
    const table = TABLES.get(target);
    if (!table || this.#created.has(target))
      return `INSERT INTO ${target}${columns}`;
    this.#created.add(target);
    return `CREATE TEMPORARY TABLE ${target} (${declareColumns(table)}) AS`;
  }

  /** The rest of it, with nothing in place of what has no rows. */
  #read(sql: string): string {
    return sql.replaceAll(/\b(run|stage)_\w+/g, (name) => {
      const columns = TABLES.get(name);
      return columns && !this.#filled.has(name)
        ? `null(${quoteLiteral(declareColumns(columns))})`
        : name;
    });
  }

  /** Fills the table of the places of shards in the input. */
  async #loadShards(): Promise<void> {
    const name = "run_shards";
    if (this.#filled.has(name)) return;
    const rows = this.#input.shards.map(
      ({ number, fileNumber, inputOffset, firstLine, hasOffsets }) =>
        `(${number}, ${fileNumber}, ${inputOffset}, ${firstLine}, ${hasOffsets})`,
    );
    await this.#session.command({
      name: "create-run-shards",
      sql: `CREATE TEMPORARY TABLE ${name} (${declareColumns(RUN_TABLES[name])})`,
    });
    // Only the values of an INSERT may be longer than max_query_size.
    await this.#session.command({
      name: "run-shards",
      sql: `INSERT INTO ${name} VALUES ${rows.join(", ")}`,
    });
    this.#filled.add(name);
  }
}
