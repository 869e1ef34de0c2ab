import { readHorizon } from "../../runs/ledger.ts";
import { recover } from "../../runs/publish.ts";
import { createRebuilt } from "../../runs/rebuilt-tables.ts";
import type {
  Session,
  Statement,
  Store,
} from "../../clickhouse/connection/store.ts";
import type { PublishedTable } from "../../clickhouse/schema/tables.ts";
import { SECONDS_A_DAY } from "../../common/days.ts";
import { TouchlineError } from "../../common/errors.ts";
import { explainingDisk } from "../../common/explain-disk.ts";
import { readSql } from "../../common/package-root.ts";
import { stopwatch } from "../../runs/stopwatch.ts";
import type { RunObserver } from "../../runs/run-observer.ts";
import { publishRebuilt } from "../derived/publish-rebuilt.ts";

/** How much of the raw events is to be forgotten. */
export interface ForgetRequest {
  /** The first UTC day whose raw events stay, in days since 1970-01-01. */
  readonly horizon: number;
  /** Say what would go, and change nothing. */
  readonly dryRun: boolean;
}

/** What goes. */
export interface Forgotten {
  readonly sessionPings: number;
  /** How many of these were held: they will not come to count any more. */
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
  /** Where it stands then, in days since 1970-01-01; 0 where there is none. */
  readonly horizon: number;
  readonly dryRun: boolean;
  readonly seconds: number;
}

export const NOTHING_FORGOTTEN: Forgotten = {
  sessionPings: 0,
  heldPings: 0,
  rejectedLines: 0,
};

/** How much longer ago is looked, each time that a session begins earlier. */
const FURTHER = 8;

/**
 * Moves the horizon on: pings from before that day go, and rejected lines of
 * runs from before it; facts and sums stay. Pings stay that a ping from the
 * horizon on may have in its session, with all of that session, so that what
 * comes later is as if nothing had been forgotten.
 *
 * What stays is written beside the tables and takes their place as a run of
 * its own. A process that ends on the way leaves either nothing or a run that
 * the next one completes. Where the horizon is as late already, and where
 * nothing was ever published, nothing is done.
 */
export async function forget(
  store: Store,
  request: ForgetRequest,
  observer: Pick<RunObserver, "step">,
  signal: AbortSignal,
): Promise<Forgetting> {
  return explainingDisk(store.dataDir, () =>
    perform(store, request, observer, signal),
  );
}

async function perform(
  store: Store,
  { horizon, dryRun }: ForgetRequest,
  observer: Pick<RunObserver, "step">,
  signal: AbortSignal,
): Promise<Forgetting> {
  const startedAt = Date.now();
  const seconds = stopwatch();
  const last = await recover(store);
  const before = await readHorizon(store);
  if (!last || horizon <= before)
    return {
      ...{ ...NOTHING_FORGOTTEN, runId: null, changes: false },
      ...{ horizon: before, dryRun, seconds: seconds() },
    };
  const runId = last.runId + 1;
  try {
    observer.step("looking for what goes");
    const gone = await store.session(async (session) => {
      const writing = new Writing(store, session, horizon, runId);
      const found = await writing.findWhatGoes();
      if (!dryRun) await writing.writeWhatStays(found, observer);
      return found;
    });
    const done = { ...gone, changes: true, horizon, dryRun };
    if (dryRun) return { ...done, runId: null, seconds: seconds() };
    if (signal.aborted)
      throw new TouchlineError("cancelled", "cancelled; nothing was changed");
    observer.step("publishing");
    await publishRebuilt(store, {
      ...{ runId, startedAt, admitted: 0, horizon },
      ...{ request: "forget" as const, seconds: seconds() },
    });
    return { ...done, runId, seconds: seconds() };
  } finally {
    await recover(store);
  }
}

/** The session in which a forgetting finds what goes, and writes what stays. */
class Writing {
  readonly #store: Store;
  readonly #session: Session;
  /** In Unix seconds. */
  readonly #horizon: number;
  readonly #runId: number;

  constructor(store: Store, session: Session, horizon: number, runId: number) {
    this.#store = store;
    this.#session = session;
    this.#horizon = horizon * SECONDS_A_DAY;
    this.#runId = runId;
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
    observer: Pick<RunObserver, "step">,
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
      observer.step(`writing ${table} anew`);
      await createRebuilt(this.#store, table, this.#runId);
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
      sql: "CREATE TEMPORARY TABLE kept_chains (user_id UUID, chain_start UInt32)",
    });
    await this.#session.command(this.#statement("first-chains"));
    let reached = this.#horizon - 60;
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
        (SELECT user_id FROM kept_chains GROUP BY user_id HAVING min(chain_start) < {reached:UInt32} + 60)`,
      parameters: { reached },
    });
    return Number(row?.users) > 0;
  }

  /** One of the statements in this folder, with those values that it takes. */
  #statement(file: string, values: Readonly<Record<string, number>> = {}) {
    const sql = readSql(`upkeep/forget/${file}.sql`);
    const all = { horizon: this.#horizon, run_id: this.#runId, ...values };
    const taken = Object.entries(all).filter(([name]) =>
      sql.includes(`{${name}:`),
    );
    const parameters = Object.fromEntries(taken);
    return { name: file, sql, parameters } satisfies Statement;
  }
}
