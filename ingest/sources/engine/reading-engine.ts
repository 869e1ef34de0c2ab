import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Connection } from "../../../clickhouse/connection/connection.ts";
import { TIMEOUTS } from "../../../clickhouse/connection/endpoint.ts";
import type { Statement } from "../../../clickhouse/connection/store.ts";
import { streamResult } from "../../../clickhouse/connection/stream-result.ts";
import { spoolIn } from "../../../clickhouse/engine/data-directory.ts";
import {
  useEngine,
  type Engine,
} from "../../../clickhouse/engine/use-engine.ts";
import { TouchlineError } from "../../../common/errors.ts";

/**
 * One thread keeps rows in their order. Nothing is sent again by the engine but
 * requests to stores, a few times.
 */
const SETTINGS = {
  max_threads: 1,
  max_memory_usage: String(1024 ** 3),
  output_format_json_escape_forward_slashes: 0,
  http_max_tries: "3",
  s3_retry_attempts: "3",
  azure_sdk_max_retries: "3",
  // JSON stays the text that it is: the engine's own type drops nulls.
  input_format_parquet_enable_json_parsing: 0,
  // A 404 is none of a pattern, but of the file.
  http_skip_not_found_url_for_globs: 0,
  // Empty files are files too.
  s3_skip_empty_files: 0,
  azure_skip_empty_files: 0,
  engine_url_skip_empty_files: 0,
} as const;

/** How often the progress of the engine is looked at. */
const WATCH_MILLISECONDS = 500;

/**
 * A ClickHouse of this run's own, which reads what is not plain or gzip lines.
 * It starts with the first statement, in some 200 ms. The database's own engine,
 * or server, has no part in it: a server does not see the files of this machine,
 * a damaged file can at worst end this process, and nobody else sees statements
 * with the credentials of a store.
 */
export class ReadingEngine {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  #links = 0;
  #started: Promise<{ engine: Engine; connection: Connection }> | undefined;

  /**
   * @param folder where it has its files; it is removed with the engine.
   * @param signal ends it at once.
   */
  constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
    signal.addEventListener("abort", this.#stop);
  }

  /** The rows of a SELECT. */
  async rows<Row>({ sql, ...statement }: Statement): Promise<Row[]> {
    const pieces: Buffer[] = [];
    const query = { ...statement, sql: `${sql} FORMAT JSONEachRow` };
    for await (const piece of this.stream(query)) pieces.push(piece);
    const lines = Buffer.concat(pieces).toString().split("\n");
    return lines
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row);
  }

  /** The result of a SELECT in the format that it names, piece by piece. */
  async *stream(statement: Statement): AsyncGenerator<Buffer, void> {
    const { connection } = await this.#start();
    try {
      yield* streamResult(connection, statement, SETTINGS);
    } catch (error) {
      this.#checkSignal();
      throw error;
    }
  }

  /**
   * Makes a file readable for the engine; returns its name there, in which nothing
   * means more than itself.
   */
  async link(path: string): Promise<string> {
    await this.#start();
    const name = `input-${++this.#links}`;
    symlinkSync(path, join(spoolIn(this.#folder), name));
    return name;
  }

  /**
   * Reads a file by `read`; reports meanwhile the bytes that the engine has taken
   * from the file or its store.
   */
  async *watch(
    read: () => AsyncIterable<Buffer>,
    onRead: (bytes: number) => void,
  ): AsyncGenerator<Buffer, void> {
    let reported = 0;
    const report = async () => {
      const bytes = await this.#bytesTaken();
      onRead(bytes - reported);
      reported = bytes;
    };
    const before = await this.#bytesTaken();
    reported = before;
    const timer = setInterval(
      () => void report().catch(() => 0),
      WATCH_MILLISECONDS,
    );
    try {
      yield* read();
      await report();
    } finally {
      clearInterval(timer);
    }
  }

  /** Bytes that all statements so far have taken from files and stores. */
  async #bytesTaken(): Promise<number> {
    const [row] = await this.rows<{ readonly bytes: number }>({
      name: "progress",
      sql: `SELECT toUInt64(sum(value)) AS bytes FROM system.events WHERE event IN ('ReadBufferFromFileDescriptorReadBytes', 'ReadBufferFromS3Bytes', 'ReadWriteBufferFromHTTPBytes', 'ReadBufferFromAzureBytes')`,
    });
    return Number(row?.bytes ?? 0);
  }

  /** Ends the engine, which has nothing to save, and removes its folder. */
  async close(): Promise<void> {
    this.#signal.removeEventListener("abort", this.#stop);
    const started = await this.#started?.catch(() => undefined);
    this.#started = undefined;
    if (!started) return;
    const { engine, connection } = started;
    kill(engine.pid);
    await engine.lost;
    await connection.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start() {
    this.#checkSignal();
    this.#started ??= startEngine(this.#folder);
    const started = await this.#started;
    this.#checkSignal();
    return started;
  }

  readonly #stop = (): void => {
    void this.#started?.then(({ engine }) => kill(engine.pid)).catch(() => 0);
  };

  #checkSignal(): void {
    if (this.#signal.aborted)
      throw new TouchlineError("cancelled", "cancelled; nothing was published");
  }
}

async function startEngine(folder: string) {
  const engine = await useEngine({
    DATA_DIR: folder,
    CLICKHOUSE_DATABASE: "default",
    ENGINE_HTTP_PORT: 0,
  });
  const connection = new Connection(engine.admin, {
    id: "touchline-read-input",
    timeout: TIMEOUTS.write,
    delays: [],
  });
  return { engine, connection };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
