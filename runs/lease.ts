import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { TouchlineError } from "../common/errors.ts";
import { formatTime, printable } from "../common/text.ts";
import {
  isAlive,
  processNamespace,
  selfIdentity,
} from "../common/process-identity.ts";
import { quoteLiteral } from "../clickhouse/connection/statement/quote-literal.ts";
import { engineCode } from "../clickhouse/connection/connection.ts";
import type { ReadStore, Writer } from "../clickhouse/connection/store.ts";
import { NO_PROGRESS, type RunProgress } from "./run-progress.ts";

/** A command that wants to change the database. */
export interface Contender {
  /** The name of the command: ingest, verify. */
  readonly operation: string;
  /** The command with its files, for messages. */
  readonly title: string;
  /** How long it waits for the lease. */
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  /** Receives a phrase about what the command waits for. */
  readonly waiting: (text: string) => void;
  /** Its progress, for other processes to show. */
  readonly progress: () => RunProgress;
}

/** The holder of the lock, from the comment of the table. */
interface Holder {
  readonly id: string;
  readonly operation: string;
  readonly title: string;
  readonly host: string;
  /** The process namespace of the pid; "" if unknown. */
  readonly place: string;
  readonly pid: number;
  /** Distinguishes the process from a later one with the same id. */
  readonly started: string;
}

/** The lock as it is. */
interface Lock {
  readonly holder: Holder;
  /** The server's time, Unix milliseconds, when it was taken, rounded down to seconds. */
  readonly since: number;
  /** The server's time now. */
  readonly now: number;
  readonly uuid: string;
}

export interface LeaseOptions {
  readonly contender: Contender;
  /** Sends statements that look after the lock. */
  readonly control: Writer;
  /** Ends the running statements of a dead holder. */
  readonly endStatements: (id: string) => Promise<void>;
  /** See Store. */
  readonly cluster: string;
  /** A holder without a beat for this long is dead. */
  readonly milliseconds: number;
}

/** The default length of a lease. */
export const LEASE_MILLISECONDS = 30_000;

const LOCK = "writer_lock";
const TABLE_EXISTS = "57";
const UNKNOWN_TABLE = "60";
const LOOK_AGAIN_MILLISECONDS = 250;
const BEATS_PER_LEASE = 6;

/** How often the holder adds a row if it has progressed. */
const PROGRESS_MILLISECONDS = 500;

/** A statement that was sent has begun by then. */
const ARRIVAL_MILLISECONDS = 100;

/** A contender that read the lock long ago finds the name of a take-over taken. */
const KEEP_DEAD_SECONDS = 3600;

/** A command may name thousands of files. */
const TITLE_LENGTH = 200;

/** The leases that this process holds. */
const held = new Set<string>();

/**
 * The right to change a database, for one process at a time: a table that only
 * one can create, with a comment that names the holder. The holder adds a row
 * to it every few seconds, by the server's clock, with its progress. When none
 * has come for the length of the lease, or when its process is seen to be
 * gone, the next contender ends what the dead holder has under way, renames
 * its table, which only one can do, and creates its own. A holder that could
 * not add a row for most of the lease sends nothing any more.
 */
export class WriterLease {
  readonly id = randomUUID();
  readonly #options: LeaseOptions;
  #aliveAt: number | undefined;
  #lastProgress = "";

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** Throws if the lease was held and may have been taken over. */
  check(): void {
    if (this.#aliveAt === undefined || !this.#hasLapsed()) return;
    throw new TouchlineError(
      "database_unavailable",
      "this command was suspended for so long that another may have taken over its lease: run it again; anything it has published is not published twice",
    );
  }

  /** Whether this holder has not added a row for too long. */
  #hasLapsed(): boolean {
    // Unlike performance.now(), Date.now() advances while a machine sleeps.
    const silence = Date.now() - (this.#aliveAt ?? 0);
    return silence >= this.#options.milliseconds * 0.7;
  }

  /**
   * Runs `work` with the lease; nested calls run at once.
   * Throws busy, naming the holder, if the wait for the lease is longer than the
   * contender allows, and cancelled if its signal is aborted.
   */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (held.has(this.id)) return work();
    await this.#acquire();
    held.add(this.id);
    const { milliseconds, contender } = this.#options;
    const beats = setInterval(
      () => void this.#beat(),
      milliseconds / BEATS_PER_LEASE,
    );
    const news = setInterval(() => {
      if (JSON.stringify(contender.progress()) !== this.#lastProgress)
        void this.#beat();
    }, PROGRESS_MILLISECONDS);
    try {
      return await work();
    } finally {
      clearInterval(beats);
      clearInterval(news);
      await this.#release();
    }
  }

  async #acquire(): Promise<void> {
    const { contender, milliseconds } = this.#options;
    const end = performance.now() + contender.waitSeconds * 1000;
    let hasReported = false;
    while (!(await this.#create())) {
      const lock = await this.#look();
      if (!lock) continue;
      const { holder, uuid } = lock;
      const silence = silenceOf(lock, await this.#lastBeat());
      if (silence > milliseconds || isGone(holder)) {
        await this.#takeOver(holder, uuid);
        continue;
      }
      if (performance.now() >= end) throw busy(lock);
      if (!hasReported)
        contender.waiting(
          `Waiting for another command to end: ${describe(lock)}`,
        );
      hasReported = true;
      await sleep(LOOK_AGAIN_MILLISECONDS);
      if (contender.signal.aborted)
        throw new TouchlineError(
          "cancelled",
          "cancelled; nothing was published",
        );
    }
  }

  /** The lock as it is; undefined if nobody holds it. */
  #look(): Promise<Lock | undefined> {
    return readLock((statement) => this.#options.control.rows(statement));
  }

  async #lastBeat(): Promise<number> {
    try {
      const [row] = await this.#options.control.rows<{ at: number }>({
        name: "last-beat",
        sql: `SELECT max(toUnixTimestamp64Milli(at)) AS at FROM ${LOCK}`,
      });
      return row?.at ?? 0;
    } catch (error) {
      // It was released meanwhile: look again.
      if (engineCode(error) === UNKNOWN_TABLE) return Infinity;
      throw error;
    }
  }

  /** Creates the lock; returns false if there is one. */
  async #create(): Promise<boolean> {
    const { control, contender, cluster } = this.#options;
    const holder: Holder = {
      id: this.id,
      operation: contender.operation,
      title: printable(contender.title).slice(0, TITLE_LENGTH),
      host: hostname(),
      place: processNamespace(),
      ...selfIdentity(),
    };
    const engine =
      cluster === "" ? "Memory" : "ReplicatedMergeTree ORDER BY at";
    const sentAt = Date.now();
    try {
      await control.command({
        name: "take-writer-lock",
        sql: `CREATE TABLE ${LOCK} (holder String, at DateTime64(3, 'UTC'), progress String) ENGINE = ${engine} COMMENT ${quoteLiteral(JSON.stringify(holder))}`,
      });
    } catch (error) {
      // The response may have been lost: the table has the holder.
      const found = await this.#look();
      if (found?.holder.id !== this.id) {
        if (engineCode(error) === TABLE_EXISTS) return false;
        throw error;
      }
    }
    this.#aliveAt = sentAt;
    return true;
  }

  async #beat(): Promise<void> {
    // The lock may be another's by now: a row in it would revive this holder.
    if (this.#aliveAt === undefined || this.#hasLapsed()) return;
    const sentAt = Date.now();
    const progress = JSON.stringify(this.#options.contender.progress());
    this.#lastProgress = progress;
    try {
      await this.#options.control.command({
        name: "beat-of-writer-lock",
        sql: `INSERT INTO ${LOCK} SELECT {holder:String}, now64(3), {progress:String}`,
        parameters: { holder: this.id, progress },
        repeatable: true,
      });
      if (this.#aliveAt !== undefined) this.#aliveAt = sentAt;
    } catch {
      // After too many failures, `check` throws.
    }
  }

  async #takeOver({ id }: Holder, uuid: string): Promise<void> {
    const { control, endStatements } = this.#options;
    await endStatements(id);
    // The last one may have been on its way when its process died.
    await sleep(ARRIVAL_MILLISECONDS);
    await endStatements(id);
    try {
      await control.command({
        name: "take-over-writer-lock",
        sql: `RENAME TABLE ${LOCK} TO dead_${LOCK}_${uuid.replaceAll("-", "")}`,
      });
    } catch (error) {
      // Another contender was faster.
      const code = engineCode(error);
      if (code !== TABLE_EXISTS && code !== UNKNOWN_TABLE) throw error;
    }
    const old = await control.rows<{ name: string }>({
      name: "dead-writer-locks",
      sql: `SELECT name FROM system.tables WHERE database = currentDatabase()
        AND startsWith(name, 'dead_${LOCK}') AND metadata_modification_time < now() - ${KEEP_DEAD_SECONDS}`,
    });
    for (const { name } of old)
      await control.command({
        name: "drop-dead-writer-lock",
        sql: `DROP TABLE IF EXISTS ${name} SYNC`,
        repeatable: true,
      });
  }

  async #release(): Promise<void> {
    try {
      this.check();
      await this.#options.control.command({
        name: "release-writer-lock",
        sql: `DROP TABLE ${LOCK} SYNC`,
      });
    } catch {
      // The next contender takes it over: this process has released it, or sends
      // no more beats.
    } finally {
      held.delete(this.id);
      this.#aliveAt = undefined;
    }
  }
}

/** Milliseconds for which the holder of a lock has certainly given no sign of life. */
function silenceOf({ now, since }: Lock, lastBeat: number): number {
  return now - Math.max(since + 999, lastBeat);
}

/** Whether a holder can be seen from here to be gone. */
function isGone({ id, place, pid, started }: Holder): boolean {
  if (place === "" || place !== processNamespace()) return false;
  const self = selfIdentity();
  if (pid === self.pid && started === self.started) return !held.has(id);
  return !isAlive({ pid, started });
}

function busy(lock: Lock): TouchlineError {
  return new TouchlineError(
    "busy",
    `another command is changing the database: ${describe(lock)}. Run this one again when that is done, or let it wait with --wait SECONDS`,
  );
}

function describe({ holder, since }: Lock): string {
  const { title, pid, host } = holder;
  const time = formatTime(since);
  return `${title} (process ${pid} on ${host}, since ${time} UTC)`;
}

/** A command that is changing the database, as others see it. */
export interface WritingCommand extends RunProgress {
  readonly operation: string;
  /** The server's time, Unix milliseconds. */
  readonly startedAt: number;
}

/** The command that holds the lease; undefined if none does. */
export async function readWritingCommand(
  store: Pick<ReadStore, "query">,
): Promise<WritingCommand | undefined> {
  const lock = await readLock((statement) => store.query(statement));
  if (!lock) return undefined;
  const { holder, since } = lock;
  const [row] = await store
    .query<{ progress: string; at: number }>({
      name: "writing-progress",
      sql: `SELECT progress, toUnixTimestamp64Milli(at) AS at FROM ${LOCK} ORDER BY ${LOCK}.at DESC LIMIT 1`,
    })
    .catch((error: unknown) => {
      if (engineCode(error) === UNKNOWN_TABLE) return [];
      throw error;
    });
  const silence = silenceOf(lock, row?.at ?? 0);
  if (silence > LEASE_MILLISECONDS || isGone(holder)) return undefined;
  const progress = row
    ? (JSON.parse(row.progress) as RunProgress)
    : NO_PROGRESS;
  return { operation: holder.operation, startedAt: since, ...progress };
}

/** @param query runs a SELECT. */
async function readLock(query: Writer["rows"]): Promise<Lock | undefined> {
  const [row] = await query<Omit<Lock, "holder"> & { comment: string }>({
    name: "look-at-writer-lock",
    sql: `SELECT comment, toString(uuid) AS uuid, toUnixTimestamp64Milli(now64(3)) AS now, 1000 * toUnixTimestamp(metadata_modification_time) AS since
      FROM system.tables WHERE database = currentDatabase() AND name = '${LOCK}'`,
  });
  if (!row) return undefined;
  const { comment, ...lock } = row;
  return { ...lock, holder: JSON.parse(comment) as Holder };
}
