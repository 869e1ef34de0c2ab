import {
  loadLibrary,
  runClickHouse,
} from "../../../clickhouse/engine/load-library.ts";

/** The orders for the process of a node, its only argument. */
export interface NodeOrder {
  readonly configFile: string;
  readonly logFile: string;
  /** The folder of its tables. */
  readonly path: string;
  /** The file into which it writes its port of HTTP. */
  readonly portFile: string;
}

const { configFile, path, portFile } = JSON.parse(
  process.argv[2] ?? "",
) as NodeOrder;
loadLibrary();
// It ends with the process that started it.
process.stdin.resume().once("end", () => process.kill(process.pid, "SIGKILL"));
const output = await runClickHouse([
  "--log-level=error",
  `--config-file=${configFile}`,
  `--path=${path}`,
  "--query",
  [
    "SYSTEM START LISTEN TCP",
    "SYSTEM START LISTEN HTTP",
    `SELECT getServerPort('http_port') INTO OUTFILE '${portFile}' FORMAT TSV`,
    "SELECT sleepEachRow(0.25) FROM system.numbers SETTINGS max_block_size = 1 FORMAT Null",
  ].join("; "),
]);
process.stdout.write(output);
process.kill(process.pid, "SIGKILL");
