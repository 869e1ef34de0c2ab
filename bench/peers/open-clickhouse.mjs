import { join } from "node:path";
import { Session } from "chdb";
import { readStatements } from "./read-statements.mjs";

/**
 * ClickHouse inside this process, its database in `folder`.
 * @param parameters values for the {name:Type} placeholders of its scripts.
 */
export function openClickHouse(folder, parameters) {
  const path = join(folder, "clickhouse");
  const session = new Session(path);
  for (const [name, value] of Object.entries(parameters))
    session.query(`SET param_${name} = '${value}'`);
  return {
    path,

    /** Runs a .sql file; gives what its last statement prints. */
    run(file) {
      const outputs = readStatements(file).map((sql) => session.query(sql));
      return outputs.at(-1);
    },

    close: () => session.close(),
  };
}
