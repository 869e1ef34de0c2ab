/** Loads the embedded ClickHouse and prints its version, or fails. */
const { query } = await import("chdb");
process.stdout.write(query("SELECT version()", "TabSeparatedRaw").trim());
