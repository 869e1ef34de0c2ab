import {
  loadLibrary,
  runClickHouse,
} from "../../clickhouse/engine/load-library.ts";

/** Loads the embedded ClickHouse and prints its version, or fails. */
loadLibrary();
const problem = await runClickHouse(["--query", "SELECT version()"]);
if (problem !== "") throw new Error(problem);
