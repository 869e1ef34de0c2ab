import type { Content } from "../content/detect-content.ts";
import { CSV, readHeader, selectTextLines, TSV } from "./text-rows.ts";
import type { Location } from "../engine/location.ts";
import type { ReadingEngine } from "../engine/reading-engine.ts";
import { selectLines, type EventColumn } from "./select-lines.ts";

/** Reads a file of rows, each an event, as lines of JSON, in their order. */
export async function* readRows(
  engine: ReadingEngine,
  file: Location,
  { format, compression }: Content,
): AsyncGenerator<Buffer, void> {
  if (format === "CSV" || format === "TSV") {
    const dialect = format === "CSV" ? CSV : TSV;
    const header = await readHeader(engine, file, compression, dialect);
    // An empty file has no rows.
    if (header.length === 0) return;
    const sql = selectTextLines(file, compression, dialect, header);
    yield* engine.stream({ name: "read-rows", sql });
    return;
  }
  const table = file.tableOf(format, "auto", compression);
  const columns = await describeColumns(engine, table);
  const sql = `${selectLines(file.name, columns)} FROM ${table}`;
  yield* engine.stream({ name: "read-rows", sql: `${sql} FORMAT TSVRaw` });
}

/** The columns of a table, with the fields of a struct as columns of their own. */
async function describeColumns(
  engine: ReadingEngine,
  table: string,
): Promise<EventColumn[]> {
  const described = await engine.rows<{
    readonly name: string;
    readonly type: string;
    readonly is_subcolumn: number;
  }>({
    name: "describe-rows",
    sql: `DESCRIBE TABLE ${table} SETTINGS describe_include_subcolumns = 1`,
  });
  const isStruct = described.some(
    ({ name, type }) => name === "event_data" && /Tuple\(/.test(type),
  );
  return described
    .filter(({ name, is_subcolumn }) =>
      is_subcolumn === 0
        ? !(isStruct && name === "event_data")
        : isStruct && /^event_data\.[^.]+$/.test(name),
    )
    .map(({ name, type }) => ({ name, type }));
}
