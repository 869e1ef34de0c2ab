import { randomUUID } from "node:crypto";
import { TouchlineError } from "../../common/errors.ts";
import { engineCode, type Connection } from "./connection.ts";
import { readBlocks } from "./read-blocks.ts";
import { declareColumns, type Session, type Writer } from "./store.ts";
import { uploadBlocks } from "./upload-blocks.ts";
import { createWriter } from "./writer.ts";

/** What decides how the tables of a session come about. */
export interface SessionOptions {
  /** The server reads block files where they lie. */
  readonly readsFiles: boolean;
  /** Else they are sent, and compressed on their way. */
  readonly compress: boolean;
  /** The database is one of replicas. */
  readonly isReplicated: boolean;
  /**
   * Whether definitions of tables survive a power cut. An engine of our own
   * removes those that were cut off when it starts; another server does not start.
   */
  readonly isDurable: boolean;
}

/** The comment of a table that a session drops at its end. */
const COMMENT = "dropped when the run ends";

/** What begins a statement that creates such a table, and fills it. */
export const createRunTable = (name: string, columns = ""): string =>
  `CREATE TABLE ${name} ${columns} ENGINE = Memory COMMENT '${COMMENT}'`;

/** The first table of a session. Its row is lost when the server restarts. */
const WITNESS = "run_witness";

const TABLE_EXISTS = "57";

/**
 * Lends a session: the tables that are created in it last until its end. They
 * are in memory, where only the holder of the lease has any, so their names are
 * the same in each session; a session drops what one that was killed has left.
 * Throws database_unavailable if the server was restarted meanwhile, which empties
 * them.
 */
export async function withSession<T>(
  connection: Connection,
  { readsFiles, compress, isReplicated, isDurable }: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const all = createWriter(connection, { fsync_metadata: isDurable ? 1 : 0 });
  const writer = isReplicated ? fillingApart(all) : all;
  await createWitness(writer);
  const session: Session = {
    ...writer,
    async loadBlocks(name, columns, files) {
      if (readsFiles) return readBlocks(columns, files);
      await writer.command({
        name: "create-blocks",
        sql: `CREATE OR REPLACE TABLE ${name} (${declareColumns(columns)}) ENGINE = MergeTree ORDER BY tuple()
          SETTINGS non_replicated_deduplication_window = 10000 COMMENT '${COMMENT}'`,
        repeatable: true,
      });
      const options = { token: randomUUID(), compress };
      await uploadBlocks(connection, name, columns, files, options);
      return name;
    },
  };
  let result: T;
  try {
    result = await work(session);
  } catch (error) {
    await dropRunTables(writer).catch(() => undefined);
    throw error;
  }
  const { witnessed } = await dropRunTables(writer);
  if (witnessed) return result;
  throw new TouchlineError(
    "database_unavailable",
    `ClickHouse at ${connection.url} was restarted during the run: run the command again; nothing was published`,
  );
}

const CREATES_FILLED = /^(CREATE TABLE (\w+)[^]*?) AS\s+(?=SELECT|WITH)/m;

/** The same writer, with a statement to create a table and one to fill it. */
function fillingApart(writer: Writer): Writer {
  const fill: Writer["fill"] = async ({ sql, ...statement }) => {
    const [head = "", create = "", name = ""] = CREATES_FILLED.exec(sql) ?? [];
    if (head === "") return writer.fill({ sql, ...statement });
    const select = sql.slice(sql.indexOf(head) + head.length);
    // A database of replicas would fill the table on each of them.
    const empty = `${create} EMPTY AS ${select}`;
    await writer.command({ ...statement, sql: empty });
    return writer.fill({ ...statement, sql: `INSERT INTO ${name} ${select}` });
  };
  return { ...writer, fill, command: async (one) => void (await fill(one)) };
}

async function createWitness(writer: Writer): Promise<void> {
  const create = () =>
    writer.command({
      name: "begin-session",
      sql: `${createRunTable(WITNESS)} AS SELECT 1 AS row`,
    });
  try {
    await create();
  } catch (error) {
    if (engineCode(error) !== TABLE_EXISTS) throw error;
    await dropRunTables(writer);
    await create();
  }
}

/**
 * Drops the tables of a session in one statement, the witness last.
 * @returns whether the witness still had its row.
 */
async function dropRunTables(writer: Writer): Promise<{ witnessed: boolean }> {
  const tables = await writer.rows<{ name: string; rows: number | null }>({
    name: "tables-of-session",
    sql: `SELECT name, total_rows AS rows FROM system.tables
      WHERE database = currentDatabase() AND comment = '${COMMENT}' ORDER BY name = '${WITNESS}'`,
  });
  const names = tables.map(({ name }) => name);
  if (names.length > 0)
    await writer.command({
      name: "end-session",
      sql: `DROP TABLE IF EXISTS ${names.join(", ")} SYNC`,
      repeatable: true,
    });
  const witness = tables.find(({ name }) => name === WITNESS);
  return { witnessed: Number(witness?.rows) === 1 };
}
