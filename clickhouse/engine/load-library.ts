import { statSync } from "node:fs";
import { libchdbPath } from "chdb/libchdb";
import { DataType, isNullPointer, load, open } from "ffi-rs";
import { TouchlineError } from "../../common/errors.ts";

const LIBRARY = "chdb";

/** A library that is shorter was cut off while it was installed. */
const LEAST_BYTES = 100_000_000;

/** Only the engine's own process may call this: the library takes it over. */
export function loadLibrary(path = libraryPath()): void {
  // Loading one that is cut off ends the process without an error message.
  if (statSync(path).size < LEAST_BYTES)
    throw new TouchlineError(
      "database_unavailable",
      `${path} is incomplete: run npm ci again`,
    );
  open({ library: LIBRARY, path });
}

/** Throws database_unavailable where this platform has no library. */
export function libraryPath(): string {
  try {
    return libchdbPath();
  } catch (error) {
    throw new TouchlineError(
      "database_unavailable",
      `there is no embedded ClickHouse for ${process.platform} ${process.arch}: run npm ci again on this machine, Linux with glibc or macOS, or set CLICKHOUSE_URL to a ClickHouse server`,
      { cause: error },
    );
  }
}

/**
 * Runs clickhouse-local with these arguments to its end, beside the event
 * loop of this process. Returns its error message, "" if there is none: some
 * failures it only prints.
 */
export async function runClickHouse(args: readonly string[]): Promise<string> {
  const argv = ["clickhouse", ...args];
  const result = await load<DataType.External, undefined, true>({
    library: LIBRARY,
    funcName: "chdb_query_cmdline",
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [argv.length, argv],
    runInNewThread: true,
  });
  if (isNullPointer(result)) return "";
  const error = {
    library: LIBRARY,
    funcName: "chdb_result_error",
    paramsType: [DataType.External],
    paramsValue: [result],
  };
  // Reading a text that is not there ends the process.
  return isNullPointer(load({ ...error, retType: DataType.External }))
    ? ""
    : load({ ...error, retType: DataType.String });
}
