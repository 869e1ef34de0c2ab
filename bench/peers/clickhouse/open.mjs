import { join } from "node:path";
import { Session } from "chdb";
import { readStatements } from "../read-statements.mjs";

/** ClickHouse inside this process, its database in `folder`. */
export function openClickHouse(folder) {
  const path = join(folder, "clickhouse");
  const session = new Session(path);
  const run = (file) =>
    readStatements(join(import.meta.dirname, file))
      .map((sql) => session.query(sql))
      .at(-1);
  return {
    path,

    /** Gives values to the {name:Type} placeholders of its scripts. */
    set(parameters) {
      for (const [name, value] of Object.entries(parameters))
        session.query(`SET param_${name} = '${value}'`);
    },

    /** Runs a .sql file of this folder. */
    run,

    /** Computes everything that follows from the events anew. */
    derive() {
      const duplicates = Number(run("find-duplicates.sql"));
      if (duplicates > 0) run("delete-duplicates.sql");
      run("derive.sql");
    },

    readSums: () => JSON.parse(run("sums.sql")),

    close: () => session.close(),
  };
}
