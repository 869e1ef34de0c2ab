import { randomUUID } from "node:crypto";
import type { Connection } from "./connection.ts";
import { createWriter } from "./writer.ts";
import {
  declareColumns,
  type Columns,
  type Session,
  type Statement,
  type Writer,
} from "./store.ts";
import { readBlocks } from "./read-blocks.ts";
import { uploadBlocks } from "./upload-blocks.ts";

/** The server forgets a session of which it hears nothing for so long. */
const SESSION_SECONDS = 60;

const KEEP_MILLISECONDS = 15_000;

/** How block files come to the server. */
export interface BlockTransport {
  /** The server reads them where they lie. */
  readonly readsFiles: boolean;
  /** Else they are sent, and compressed on their way. */
  readonly compress: boolean;
}

/** What decides where the tables of a session are. */
export interface SessionPlace extends BlockTransport {
  /**
   * A statement over shards would send all temporary tables of its session to
   * each of them. So they are tables of the database instead.
   */
  readonly isSharded: boolean;
}

/**
 * Lends a session: one id under which the server keeps temporary tables. It
 * takes one statement at a time, and is reminded of itself while there is
 * none. Block files that are sent go into tables that are dropped at its end,
 * as are temporary tables where there are shards; the lender of a session is
 * the only writer, so their names need not differ.
 */
export async function withSession<T>(
  connection: Connection,
  { readsFiles, compress, isSharded }: SessionPlace,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const id = randomUUID();
  const loaded: string[] = [];
  let opened = false;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <R>(run: () => Promise<R>): Promise<R> => {
    const result = turn.then(run);
    turn = result.then(
      () => (opened = true),
      () => undefined,
    );
    return result;
  };
  const writer = createWriter(connection, {
    inTurn,
    place: () => ({
      session_id: id,
      settings: {
        session_timeout: SESSION_SECONDS,
        // A session that is lost, with its tables, must not come back empty.
        session_check: opened ? 1 : 0,
      },
    }),
  });
  const plain = createWriter(connection);
  if (isSharded) await dropLeftOver(plain);
  const keep = ({ sql, ...statement }: Statement): Statement => ({
    ...statement,
    sql: sql.replace(CREATE_TEMPORARY, (_, name: string) => {
      loaded.push(name);
      return `CREATE TABLE ${name}`;
    }),
  });
  const session: Session = {
    ...writer,
    ...(isSharded && {
      command: (statement) => writer.command(keep(statement)),
      fill: (statement) => writer.fill(keep(statement)),
    }),
    async loadBlocks(name, columns, files) {
      if (readsFiles) return readBlocks(columns, files);
      loaded.push(name);
      await plain.command(createTable(name, columns));
      const options = { token: id, compress };
      await uploadBlocks(connection, name, columns, files, options);
      return name;
    },
  };
  const remind = { name: "keep-session", sql: "SELECT 1" };
  const reminder = setInterval(
    () => void writer.rows(remind).catch(() => undefined),
    KEEP_MILLISECONDS,
  );
  try {
    return await work(session);
  } finally {
    clearInterval(reminder);
    await turn;
    // What is left of a run that failed is replaced by the next.
    await dropTables(plain, loaded).catch(() => undefined);
  }
}

const CREATE_TEMPORARY = /^CREATE TEMPORARY TABLE (\w+)/m;

/** Drops what a session whose process has died has left in memory. */
async function dropLeftOver(writer: Writer): Promise<void> {
  const tables = await writer.rows<{ name: string }>({
    name: "left-over-tables",
    sql: `SELECT name FROM system.tables
      WHERE database = currentDatabase() AND engine = 'Memory' AND position(name, 'writer_lock') = 0`,
  });
  await dropTables(
    writer,
    tables.map(({ name }) => name),
  );
}

async function dropTables(
  writer: Writer,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  await writer.command({
    name: "drop-blocks",
    sql: `DROP TABLE IF EXISTS ${names.join(", ")} SYNC`,
    repeatable: true,
  });
}

function createTable(name: string, columns: Columns) {
  return {
    name: "create-blocks",
    sql: `CREATE OR REPLACE TABLE ${name} (${declareColumns(columns)}) ENGINE = MergeTree ORDER BY tuple()
      SETTINGS non_replicated_deduplication_window = 10000`,
    repeatable: true,
  };
}
