import { performRun, type Run } from "../../runs/perform-run.ts";
import { createRebuilt } from "../../runs/publish/rebuilt-tables.ts";
import {
  bindStatement,
  type Values,
} from "../../clickhouse/connection/statement/bind-statement.ts";
import { createRunTable } from "../../clickhouse/connection/session.ts";
import type {
  Session,
  Statement,
  Store,
} from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import { SECONDS_A_DAY } from "../../common/days.ts";
import { readSql } from "../../common/package-root.ts";
import type { RunObserver } from "../../runs/run-progress.ts";

/** How much of the raw events is to be forgotten. */
export interface ForgetRequest {
  /** The first UTC day whose raw events stay, in days since 1970-01-01. */
  readonly horizon: number;
  /** Count what would be removed, and change nothing. */
  readonly dryRun: boolean;
}

/** What is removed. */
export interface Forgotten {
  readonly sessionPings: number;
  /** How many of these were held: they no longer begin to count. */
  readonly heldPings: number;
  readonly rejectedLines: number;
}

/** What a forgetting has done. */
export interface Forgetting extends Forgotten {
  /** null where nothing was published. */
  readonly runId: number | null;
  /** Whether the horizon is moved on, or would be if it were no dry run. */
  readonly changes: boolean;
  /** Whether it is moved back instead. */
  readonly reopened?: boolean;
  /** The horizon after it, in days since 1970-01-01; 0 if there is none. */
  readonly horizon: number;
  readonly dryRun: boolean;
  readonly seconds: number;
}

export const NOTHING_FORGOTTEN: Forgotten = {
  sessionPings: 0,
  heldPings: 0,
  rejectedLines: 0,
};

/** The factor by which the search reaches further back each time. */
const FURTHER = 8;

/**
 * Moves the horizon forward: pings from before that day are removed, and rejected
 * lines of runs from before it; facts and sums stay. Sessions that a ping after
 * the horizon may still extend keep all their pings, so later runs give the same
 * results as without forgetting.
 *
 * What stays is written into rebuilt tables, which are published as one run. If
 * the horizon is that late already, or nothing was ever published, nothing is
 * done.
 */
export async function forget(
  store: Store,
  { horizon, dryRun }: ForgetRequest,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Forgetting> {
  return performRun(store, observer, signal, async (run) => {
    const { runId, horizon: before, seconds } = run;
    if (!run.last || horizon <= before)
      return {
        ...{ ...NOTHING_FORGOTTEN, runId: null, changes: false },
        ...{ horizon: before, dryRun, seconds: seconds() },
      };
    observer({ kind: "step", name: "searching for old events" });
    const gone = await store.session(async (session) => {
      const writing = new Writing(store, session, horizon, run);
      const found = await writing.findWhatGoes();
      if (!dryRun) await writing.writeWhatStays(found, observer);
      return found;
    });
    const done = { ...gone, changes: true, horizon, dryRun };
    if (dryRun) return { ...done, runId: null, seconds: seconds() };
    await run.publish({ request: "forget", horizon });
    return { ...done, runId, seconds: seconds() };
  });
}

/** The session that counts what is removed, and writes what stays. */
class Writing {
  readonly #store: Store;
  readonly #session: Session;
  /** In Unix seconds. */
  readonly #horizon: number;
  readonly #run: Pick<Run, "runId" | "sessionGap">;

  constructor(
    store: Store,
    session: Session,
    horizon: number,
    run: Pick<Run, "runId" | "sessionGap">,
  ) {
    this.#store = store;
    this.#session = session;
    this.#horizon = horizon * SECONDS_A_DAY;
    this.#run = run;
  }

  async findWhatGoes(): Promise<Forgotten> {
    await this.#findChains();
    await this.#session.command(this.#statement("forgotten-held-pings"));
    const [row] = await this.#session.rows<Record<keyof Forgotten, unknown>>(
      this.#statement("what-goes"),
    );
    return {
      sessionPings: Number(row?.sessionPings),
      heldPings: Number(row?.heldPings),
      rejectedLines: Number(row?.rejectedLines),
    };
  }

  async writeWhatStays(
    { sessionPings, heldPings, rejectedLines }: Forgotten,
    observer: RunObserver,
  ): Promise<void> {
    const tables: readonly (readonly [PublishedTable, string, boolean])[] = [
      ["session_pings", "kept-session-pings", sessionPings > 0],
      ["signed_held_events", "kept-held-events", heldPings > 0],
      [
        "signed_rejected_events",
        "kept-rejected-events",
        heldPings > 0 || rejectedLines > 0,
      ],
    ];
    for (const [table, file, changes] of tables) {
      if (!changes) continue;
      observer({ kind: "step", name: `rewriting ${table}` });
      await createRebuilt(this.#store, table, this.#run.runId);
      await this.#session.command(this.#statement(file));
    }
  }

  /**
   * Finds the sessions that may still become longer, and where each begins.
   * Few last longer than a day, so the time before is read only for them.
   */
  async #findChains(): Promise<void> {
    await this.#session.command({
      name: "create-kept-chains",
      sql: createRunTable("kept_chains", "(user_id UUID, chain_start UInt32)"),
    });
    await this.#session.command(this.#statement("first-chains"));
    let reached = this.#horizon - this.#run.sessionGap;
    let length = SECONDS_A_DAY;
    while (reached > 0 && (await this.#mayBeginBefore(reached))) {
      const from = Math.max(0, this.#horizon - length);
      await this.#session.command(
        this.#statement("longer-chains", { from, reached }),
      );
      reached = from;
      length *= FURTHER;
    }
  }

  /** Whether a session may have a ping from before the moment reached. */
  async #mayBeginBefore(reached: number): Promise<boolean> {
    const [row] = await this.#session.rows<{ users: number }>({
      name: "chains-at-border",
      sql: `SELECT count() AS users FROM
        (SELECT user_id FROM kept_chains GROUP BY user_id HAVING min(chain_start) < {reached:UInt32} + {gap:UInt32})`,
      parameters: { reached, gap: this.#run.sessionGap },
    });
    return Number(row?.users) > 0;
  }

  /** One of the statements in this folder. */
  #statement(file: string, values: Values = {}): Statement {
    return bindStatement(file, readSql(`upkeep/forget/${file}.sql`), {
      ...{ horizon: this.#horizon, run_id: this.#run.runId },
      ...{ session_gap: this.#run.sessionGap, ...values },
    });
  }
}
