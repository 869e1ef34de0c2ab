import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import type { Command } from "./measure-process.ts";

/** A Touchline command on a database. */
export function touchline(
  command: "ingest" | "serve" | "sql",
  dataDir: string,
  ...args: string[]
): Command {
  return {
    file: process.execPath,
    args: [join(packageRoot, "dist/cli/touchline.cjs"), command, ...args],
    env: {
      DATA_DIR: dataDir,
      CLICKHOUSE_URL: "",
      CLICKHOUSE_DATABASE: "",
      HOST: "127.0.0.1",
      PORT: "0",
    },
  };
}
