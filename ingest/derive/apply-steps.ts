import { basename } from "node:path";
import {
  bindStatement,
  type Values,
} from "../../clickhouse/connection/statement/bind-statement.ts";
import { allShares } from "../../clickhouse/connection/divided-tables.ts";
import { emptyTable } from "../../clickhouse/connection/read-blocks.ts";
import { overShards } from "../../clickhouse/connection/statement/over-shards.ts";
import { createRunTable } from "../../clickhouse/connection/session.ts";
import {
  declareColumns,
  type BlockFiles,
  type Columns,
  type Session,
  type Writer,
} from "../../clickhouse/connection/store.ts";
import { sendingTable } from "../../clickhouse/schema/render-sharded.ts";
import { changeTable } from "../../clickhouse/schema/tables.ts";
import { allEnded } from "../../common/all-ended.ts";
import { MOST_DUPLICATES } from "../stage/keep-rejects.ts";
import {
  blockFileEnding,
  STAGE_TABLES,
  type StageTable,
} from "../stage/stage-tables.ts";
import type { StagedShard } from "../stage/stage.ts";
import { RUN_TABLES, SHARD_COLUMNS, SHARDED_BY } from "./run-tables.ts";
import { readStepText, type StepText } from "./step-text.ts";
import { RESULTS, type Occasion, type Source, type Step } from "./steps.ts";

/** Up to so many events, ClickHouse plans most statements for longer than it executes them. */
const SMALL_RUN_EVENTS = 1_000_000;

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

const keyOf = (name: string): string | undefined =>
  SHARDED_BY[name as keyof typeof SHARDED_BY];

/** The table to which each shard adds rows that belong to others too. */
const DAY_COUNTS = changeTable("summed_day_counts");

/** What views fill, from what steps fill. */
const FILLED_BY_VIEWS = new Map([
  ["change_session_data", "change_sessions"],
  ["change_player_matches", "change_matches"],
]);

/**
 * Applies steps in a session, on one server or on all shards. The first step that
 * fills a table also creates it, in the same statement if there is one server; steps
 * that read a table without rows read null() in its place. In a run of two lines, a
 * statement costs the same with and without work, so fewer statements are faster.
 *
 * A step begins when the steps are done whose tables it reads. In a large run, where
 * each keeps all cores busy and needs much memory, they follow one another, some take
 * one slice of the players or matches after the other, and tables that no later step
 * reads are dropped.
 */
export class StepApplier {
  readonly #session: Session;
  readonly #created = new Set<string>();
  readonly #filled = new Set<string>();
  /** The steps that fill a table, by its name. */
  readonly #filling = new Map<string, Promise<void>[]>();
  /** What is read in place of a name. */
  readonly #sources = new Map([["run_shards", SHARDS]]);
  readonly #values: Values;
  readonly #occasion: Occasion;
  readonly #isLarge: boolean;
  /** Shares of the players, or of the matches, each small enough for memory. */
  readonly #slices: number;

  constructor(session: Session, input: StepInput) {
    const { runId, horizon, sessionGap, files, shards } = input;
    const { events, eventsPerSlice = EVENTS_PER_SLICE } = input;
    this.#session = session;
    this.#slices = Math.max(1, Math.ceil(events / eventsPerSlice));
    this.#isLarge = events > SMALL_RUN_EVENTS || this.#slices > 1;
    this.#occasion = {
      history: runId > 1,
      horizon: horizon > 0,
      has: (table) => this.#filled.has(table),
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

  /** Whether a table may have rows, once the steps so far have filled it. */
  async has(table: Source): Promise<boolean> {
    await Promise.all(this.#fillers(table));
    return this.#filled.has(table);
  }

  /** Applies the steps that have something to do, each after those it needs. */
  async apply(steps: readonly Step[]): Promise<void> {
    await allEnded(
      steps.map((step, index) => this.#begin(step, steps.slice(index + 1))),
    );
  }

  /** Makes the rows that the workers have written for a table readable. */
  async load(folder: string, table: StageTable): Promise<void> {
    const name = `stage_${table}`;
    const files: BlockFiles = { folder, ending: blockFileEnding(table) };
    this.#sources.set(
      name,
      await this.#session.loadBlocks(
        name,
        STAGE_TABLES[table],
        files,
        keyOf(name),
      ),
    );
    this.#filled.add(name);
  }

  #begin(step: Step, later: readonly Step[]): Promise<void> {
    const text = readStepText(step.file);
    const { target, tables } = text;
    // What fills a table of the run first, creates it.
    const needed = [...tables].filter(
      (table) => table !== target || TABLES.has(target),
    );
    const needs = this.#isLarge
      ? [...this.#filling.values()].flat()
      : needed.flatMap((table) => this.#fillers(table));
    const end = Promise.all(needs).then(async () => {
      if (step.when(this.#occasion)) await this.#applyText(step, text);
      if (this.#isLarge) await this.#dropUnread(later);
    });
    this.#filling.set(target, [...this.#fillers(target), end]);
    return end;
  }

  #fillers(table: string): readonly Promise<void>[] {
    return this.#filling.get(FILLED_BY_VIEWS.get(table) ?? table) ?? [];
  }

  async #applyText(
    { file, whole }: Step,
    { before, target, columns, after, isSliced }: StepText,
  ): Promise<void> {
    const { sharding, shards } = this.#session;
    const isOnShards = sharding !== undefined && whole !== undefined;
    const fromAll = new Set<string>(isOnShards ? whole : []);
    const slices = isSliced ? this.#slices : 1;
    for (let slice = 0; slice < slices; slice++) {
      const into =
        isOnShards && target === DAY_COUNTS
          ? `INSERT INTO ${sendingTable(target)}${columns}`
          : await this.#into(target, columns);
      const statement = bindStatement(
        basename(file),
        before + into + this.#read(after, fromAll),
        { ...this.#values, slice, slices },
      );
      const fill = async (on: Writer): Promise<void> => {
        if (await on.fill(isOnShards ? overShards(statement) : statement))
          this.#filled.add(target);
      };
      await allEnded((isOnShards ? shards : [this.#session]).map(fill));
    }
  }

  /** Drops the tables of the run that neither these steps nor others read later. */
  async #dropUnread(later: readonly Step[]): Promise<void> {
    const read = new Set(
      later.flatMap(({ file }) => [...readStepText(file).tables]),
    );
    const unread = [...this.#created].filter(
      (table) => !RESULTS.has(table) && !read.has(table),
    );
    if (unread.length === 0) return;
    const drop = (on: Writer) =>
      on.command({
        name: "drop-unread",
        sql: `DROP TABLE IF EXISTS ${unread.join(", ")} SYNC`,
      });
    await allEnded([this.#session, ...this.#session.shards].map(drop));
    for (const table of unread) this.#created.delete(table);
  }

  /** The beginning of a statement that fills a table. */
  async #into(target: string, columns: string): Promise<string> {
    const table = TABLES.get(target);
    if (!table || this.#created.has(target))
      return `INSERT INTO ${target}${columns}`;
    this.#created.add(target);
    const key = keyOf(target);
    if (!this.#session.sharding || key === undefined)
      return `${createRunTable(target, `(${declareColumns(table)})`)} AS`;
    await this.#session.divide(target, table, key);
    return `INSERT INTO ${target}${columns}`;
  }

  /**
   * The rest of it, with nothing in place of what has no rows.
   * @param fromAll the tables that a shard reads from all shards.
   */
  #read(sql: string, fromAll: ReadonlySet<string>): string {
    const { sharding } = this.#session;
    return sql.replaceAll(/\b(run|stage|summed)_\w+/g, (name) => {
      const columns = TABLES.get(name);
      if (columns && !this.#filled.has(name)) return emptyTable(columns);
      if (sharding && fromAll.has(name)) return allShares(name, sharding);
      return this.#sources.get(name) ?? name;
    });
  }
}
