import { createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Session } from "chdb";

/** A statement as it came over HTTP. */
export interface FrontStatement {
  readonly sql: string;
  readonly queryId: string;
  readonly database: string;
  /** Settings for this statement alone. */
  readonly settings: ReadonlyMap<string, string>;
  /** Values of its placeholders, as text. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly format: string;
  /** What an INSERT … FORMAT … is to insert. */
  readonly data?: Readable | undefined;
}

/** An exception of the engine, or one that the front throws in its style. */
export class EngineError extends Error {
  readonly code: number;

  constructor(message: string) {
    super(message);
    this.code = Number(/^Code: (\d+)/.exec(message)?.[1] ?? 0);
  }

  static of(code: number, type: string, text: string): EngineError {
    return new EngineError(`Code: ${code}. DB::Exception: ${text} (${type})`);
  }
}

/** Statements at once, outside of sessions. */
const CONNECTIONS = 6;

const FORMAT = /^(INSERT INTO\s+(\S+)\s*(\([^)]*\))?)\s+FORMAT\s+(\w+)\s*$/i;
const KILL = /^KILL QUERY WHERE startsWith\(query_id, \{id:String\}\) SYNC$/;

/** One chDB connection; one statement at a time. */
class Connection {
  readonly session: Session;
  database = "";
  busy = false;

  constructor(path: string, configFile?: string) {
    const connectionArgs =
      configFile === undefined ? [] : [`--config-file=${configFile}`];
    this.session = new Session(path, { connectionArgs });
  }
}

interface HttpSession {
  readonly connection: Connection;
  expiry: NodeJS.Timeout | undefined;
}

/** ClickHouse as its HTTP interface has it: sessions, and no connections. */
export class Engine {
  readonly #path: string;
  readonly #folder: string;
  readonly #configFile: string | undefined;
  readonly #idle: Connection[] = [];
  readonly #waiting: ((connection: Connection) => void)[] = [];
  readonly #sessions = new Map<string, HttpSession>();
  readonly #running = new Map<string, Promise<unknown>>();
  #files = 0;

  /**
   * @param path where chDB has its data.
   * @param folder for data on its way in.
   */
  constructor(path: string, folder: string, configFile?: string) {
    this.#path = path;
    this.#folder = folder;
    this.#configFile = configFile;
    for (let i = 0; i < CONNECTIONS; i++)
      this.#idle.push(new Connection(path, configFile));
  }

  /** Runs a statement to its end; gives its result. */
  async run(
    statement: FrontStatement,
    session?: { id: string; timeoutMs: number; mustExist: boolean },
  ): Promise<Buffer> {
    const { queryId } = statement;
    if (KILL.test(statement.sql)) return this.#kill(statement);
    if (this.#running.has(queryId))
      throw EngineError.of(
        216,
        "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING",
        `Query with id = ${queryId} is already running.`,
      );
    const running = session
      ? this.#inSession(statement, session)
      : this.#outsideSessions(statement);
    this.#running.set(queryId, running);
    try {
      return await running;
    } finally {
      this.#running.delete(queryId);
    }
  }

  /** Runs a SELECT; what it throws may come after rows. */
  async *stream(statement: FrontStatement): AsyncGenerator<Uint8Array> {
    const connection = await this.#take();
    try {
      await this.#prepare(connection, statement);
      const { sql, format } = statement;
      const chunks = connection.session.queryStream(sql, { format });
      for await (const chunk of chunks) yield chunk.raw();
    } catch (error) {
      throw engineError(error);
    } finally {
      await this.#reset(connection, statement);
      this.#giveBack(connection);
    }
  }

  close(): void {
    for (const { connection } of this.#sessions.values())
      connection.session.close();
    for (const { session } of this.#idle) session.close();
  }

  async #kill({ parameters }: FrontStatement): Promise<Buffer> {
    const prefix = parameters.get("id") ?? "";
    // chDB gives no ids to queries, and its KILL … SYNC does not return.
    for (const [id, running] of [...this.#running]) {
      if (!id.startsWith(prefix)) continue;
      const connection = await this.#take();
      await connection.session.queryAsync(
        `KILL QUERY WHERE Settings['log_comment'] = ${quote(id)} ASYNC`,
      );
      this.#giveBack(connection);
      await running.catch(() => undefined);
    }
    return Buffer.alloc(0);
  }

  async #inSession(
    statement: FrontStatement,
    { id, timeoutMs, mustExist }: NonNullable<Parameters<Engine["run"]>[1]>,
  ): Promise<Buffer> {
    let session = this.#sessions.get(id);
    if (!session && mustExist)
      throw EngineError.of(372, "SESSION_NOT_FOUND", "Session not found");
    session ??= {
      connection: new Connection(this.#path, this.#configFile),
      expiry: undefined,
    };
    this.#sessions.set(id, session);
    const { connection } = session;
    if (connection.busy)
      throw EngineError.of(373, "SESSION_IS_LOCKED", `Session ${id} is locked`);
    clearTimeout(session.expiry);
    connection.busy = true;
    try {
      return await this.#runOn(connection, statement);
    } finally {
      connection.busy = false;
      session.expiry = setTimeout(() => {
        this.#sessions.delete(id);
        connection.session.close();
      }, timeoutMs);
    }
  }

  async #outsideSessions(statement: FrontStatement): Promise<Buffer> {
    const connection = await this.#take();
    try {
      return await this.#runOn(connection, statement);
    } finally {
      this.#giveBack(connection);
    }
  }

  async #runOn(
    connection: Connection,
    statement: FrontStatement,
  ): Promise<Buffer> {
    const { sql, format, data } = statement;
    const file = data && (await this.#save(data));
    try {
      await this.#prepare(connection, statement);
      const text = file === undefined ? sql : insertFrom(file, sql);
      const result = await connection.session.queryAsync(text, { format });
      return Buffer.from(result.bytes());
    } catch (error) {
      throw engineError(error);
    } finally {
      await this.#reset(connection, statement);
      if (file !== undefined) rmSync(file, { force: true });
    }
  }

  /** A body goes through a file: chDB takes no binary data otherwise. */
  async #save(data: Readable): Promise<string> {
    const file = join(this.#folder, `body-${this.#files++}`);
    try {
      await pipeline(data, createWriteStream(file));
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    return file;
  }

  async #prepare(
    connection: Connection,
    { database, queryId, settings, parameters }: FrontStatement,
  ): Promise<void> {
    const { session } = connection;
    if (database !== connection.database) {
      await session.queryAsync(`USE \`${database}\``);
      connection.database = database;
    }
    const sets = [
      ...[...parameters].map(
        ([name, text]) => `param_${name} = ${quote(text)}`,
      ),
      ...[...settings].map(([name, text]) => `${name} = ${quote(text)}`),
      `log_comment = ${quote(queryId)}`,
    ];
    await session.queryAsync(sets.map((set) => `SET ${set}`).join("; "));
  }

  async #reset(
    { session }: Connection,
    { settings }: FrontStatement,
  ): Promise<void> {
    // Those that forbid changes must go first.
    const names = [...settings.keys()].sort(
      (a, b) => Number(b === "readonly") - Number(a === "readonly"),
    );
    for (const name of names)
      await session.queryAsync(`SET ${name} = DEFAULT`).catch(() => undefined);
  }

  async #take(): Promise<Connection> {
    return (
      this.#idle.pop() ??
      new Promise<Connection>((resolve) => this.#waiting.push(resolve))
    );
  }

  #giveBack(connection: Connection): void {
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
  }
}

function insertFrom(file: string, sql: string): string {
  const [, insert, , columns = "*", format] = FORMAT.exec(sql.trim()) ?? [];
  if (insert === undefined)
    throw EngineError.of(62, "SYNTAX_ERROR", "only INSERT takes data");
  return `${insert} SELECT ${columns.replace(/[()]/g, "")} FROM file('${file}', '${format}')`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function engineError(error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error);
  return /^Code: \d+/.test(text) ? new EngineError(text) : error;
}
