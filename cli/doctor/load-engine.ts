import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  loadLibrary,
  runClickHouse,
} from "../../clickhouse/engine/load-library.ts";
import { quoteLiteral } from "../../clickhouse/connection/statement/quote-literal.ts";

/**
 * Loads the embedded ClickHouse and prints its version, or fails. The library
 * keeps what it would print, and a socket cannot be opened as /dev/stdout, so
 * the version comes by way of a file.
 */
loadLibrary();
const folder = mkdtempSync(join(tmpdir(), "touchline-doctor-"));
try {
  const file = join(folder, "version");
  const problem = await runClickHouse([
    "--query",
    `SELECT version() INTO OUTFILE ${quoteLiteral(file)} FORMAT TSV`,
  ]);
  if (problem !== "") throw new Error(problem);
  process.stdout.write(readFileSync(file));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
