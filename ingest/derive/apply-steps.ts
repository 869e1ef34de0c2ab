import { basename } from "node:path";
import {
  bindStatement,
  type Values,
} from "../../clickhouse/connection/statement/bind-statement.ts";
import { emptyTable } from "../../clickhouse/connection/read-blocks.ts";
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
import { RUN_TABLES, SHARD_COLUMNS } from "./run-tables.ts";
import { RESULTS, type Occasion, type Source, type Step } from "./steps.ts";

/** Events whose players or matches are derived at once, in some 400 MB. */
const EVENTS_PER_SLICE = 10_000_000;

/** The values that the SQL of the steps uses. */
export interface StepInput {
  readonly runId: number;
  /** The first day whose pings are kept, in days since 1970; 0 for all. */
  readonly horizon: number;
  /** Pings further apart are of different sessions, in seconds. */
  readonly sessionGap: number;
  /** The names of the input files. */
  readonly files: readonly string[];
  readonly shards: readonly StagedShard[];
  /** How many events of the run have passed the rules on one event. */
  readonly events: number;
  readonly eventsPerSlice: number | undefined;
}

/** The tables of a run that last as long as its session. */
const TABLES = new Map<string, Columns>([
  ...Object.entries(RUN_TABLES),
  ...Object.entries(STAGE_TABLES).map(
    ([name, columns]) => [`stage_${name}`, columns] as const,
  ),
]);

/** What is read in place of run_shards: the places of shards in the input. */
const SHARDS = `(SELECT * FROM (SELECT ${Object.entries(SHARD_COLUMNS)
  .map(([name, type]) => `{${name}:Array(${type})} AS ${name}`)
  .join(", ")}) ARRAY JOIN ${Object.keys(SHARD_COLUMNS).join(", ")})`;

const statementText = (file: string): string =>
  withHeldDetail(readSql(`ingest/derive/${file}.sql`));

const TARGET = /^INSERT INTO (\w+)( \([^)]*\))?/m;

/**
 * Applies steps in a session. The first step that fills a table also creates
 * it, in the same statement; steps that read a table without rows read null()
 * in its place. In a run of two lines, a statement costs the same with and
 * without work, so fewer statements are faster. A large run is about memory: some
 * steps take one slice of the players or matches after the other, and tables that no
 * later step reads are dropped.
 */
export class StepApplier {
  readonly #session: Session;
  readonly #created = new Set<string>();
  readonly #filled = new Set<string>();
  /** What is read in place of a name. */
  readonly #sources = new Map([["run_shards", SHARDS]]);
  readonly #values: Values;
  readonly #occasion: Occasion;
  /** Shares of the players, or of the matches, each small enough for memory. */
  readonly #slices: number;

  constructor(session: Session, input: StepInput) {
    const { runId, horizon, sessionGap, files, shards } = input;
    const { events, eventsPerSlice = EVENTS_PER_SLICE } = input;
    this.#slices = Math.max(1, Math.ceil(events / eventsPerSlice));
    this.#session = session;
    this.#occasion = {
      history: runId > 1,
      horizon: horizon > 0,
      has: (table) => this.has(table),
    };
    this.#values = {
      ...{ run_id: runId, files, horizon, session_gap: sessionGap },
      most: MOST_DUPLICATES,
      shard: shards.map(({ number }) => number),
      file_number: shards.map(({ fileNumber }) => fileNumber),
      input_offset: shards.map(({ inputOffset }) => inputOffset),
      first_line: shards.map(({ firstLine }) => firstLine),
      has_offsets: shards.map(({ hasOffsets }) => hasOffsets),
    };
  }

  /** Whether a table may have rows. */
  has(table: Source): boolean {
    return this.#filled.has(table);
  }

  /** Applies, in their order, the steps that have something to do. */
  async apply(steps: readonly Step[]): Promise<void> {
    for (const [index, { file, when }] of steps.entries()) {
      if (when(this.#occasion)) await this.#applyFile(file);
      if (this.#slices > 1) await this.#dropUnread(steps.slice(index + 1));
    }
  }

  /** Makes the rows that the workers have written for a table readable. */
  async load(folder: string, table: StageTable): Promise<void> {
    const name = `stage_${table}`;
    const files: BlockFiles = { folder, ending: blockFileEnding(table) };
    this.#sources.set(
      name,
      await this.#session.loadBlocks(name, STAGE_TABLES[table], files),
    );
    this.#filled.add(name);
  }

  async #applyFile(file: string): Promise<void> {
    const sql = statementText(file);
    const [head = "", target = "", columns = ""] = TARGET.exec(sql) ?? [];
    const [before = "", after = ""] = sql.split(head);
    const slices = sql.includes("{slice:") ? this.#slices : 1;
    for (let slice = 0; slice < slices; slice++) {
      const mayHaveRows = await this.#session.fill(
        bindStatement(
          basename(file),
          before + this.#into(target, columns) + this.#read(after),
          { ...this.#values, slice, slices },
        ),
      );
      if (mayHaveRows) this.#filled.add(target);
    }
  }

  /** Drops the tables of the run that neither these steps nor others read later. */
  async #dropUnread(later: readonly Step[]): Promise<void> {
    const texts = later.map(({ file }) => statementText(file)).join();
    const unread = [...this.#created].filter(
      (table) => !RESULTS.has(table) && !texts.includes(table),
    );
    if (unread.length === 0) return;
    await this.#session.command({
      name: "drop-unread",
      sql: `DROP TABLE ${unread.join(", ")} SYNC`,
    });
    for (const table of unread) this.#created.delete(table);
  }

  /** The beginning of a statement that fills a table. */
  #into(target: string, columns: string): string {
    const table = TABLES.get(target);
    if (!table || this.#created.has(target))
      return `INSERT INTO ${target}${columns}`;
    this.#created.add(target);
    return `CREATE TEMPORARY TABLE ${target} (${declareColumns(table)}) ENGINE = Memory AS`;
  }

  /** The rest of it, with nothing in place of what has no rows. */
  #read(sql: string): string {
    return sql.replaceAll(/\b(run|stage)_\w+/g, (name) => {
      const columns = TABLES.get(name);
      if (columns && !this.#filled.has(name)) return emptyTable(columns);
      return this.#sources.get(name) ?? name;
    });
  }
}
