import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { ClickHouseSettings } from "@clickhouse/client";
import { allEnded } from "../../common/all-ended.ts";
import type { Connection } from "./connection.ts";
import type { BlockFiles, Columns } from "./store.ts";

/** Files on their way to a server at once. */
const LANES = 2;

/**
 * What decides how an insert falls into blocks stands here, since a token
 * covers a block by its number in the insert.
 */
const INSERT: ClickHouseSettings = {
  async_insert: 0,
  insert_deduplicate: 1,
  max_insert_threads: "1",
  max_threads: 1,
  max_insert_block_size: "1048449",
  min_insert_block_size_rows: "1048449",
  min_insert_block_size_bytes: "268402944",
};

export interface UploadOptions {
  /** The first part of the tokens, which no other upload has. */
  readonly token: string;
  readonly compress: boolean;
}

/**
 * Inserts block files into a table that keeps tokens, each file by itself: one
 * that was cut off is sent again, and what was stored of it is not stored
 * again.
 * @param connections to servers that take the files in turn.
 * @param table what stands for it in INSERT INTO, on each of them.
 */
export async function uploadBlocks(
  connections: readonly Connection[],
  table: string,
  columns: Columns,
  { folder, ending }: BlockFiles,
  { token, compress }: UploadOptions,
): Promise<void> {
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  const names = Object.keys(columns).join(", ");
  const statement = {
    name: "load-blocks",
    sql: `INSERT INTO ${table} (${names}) FORMAT Native`,
  };
  const upload = (connection: Connection, file: string) =>
    connection.send(
      statement,
      {
        repeatable: true,
        settings: { ...INSERT, insert_deduplication_token: `${token}/${file}` },
      },
      async (client, sending) => {
        const values = openBlocks(join(folder, file), compress);
        const { stream } = await client.exec({
          ...sending,
          values,
          ...(compress && { http_headers: { "Content-Encoding": "gzip" } }),
        });
        await stream.toArray();
      },
    );
  const next = files.values();
  const lanes = Array.from({ length: LANES }, () => connections).flat();
  await allEnded(
    lanes.map(async (connection) => {
      for (const file of next) await upload(connection, file);
    }),
  );
}

/** The lightest compression, on libuv's threads, makes a quarter of it. */
function openBlocks(file: string, compress: boolean): Readable {
  const blocks = createReadStream(file);
  if (!compress) return blocks;
  const gzip = createGzip({ level: 1 });
  blocks.on("error", (error) => gzip.destroy(error));
  return blocks.pipe(gzip);
}
