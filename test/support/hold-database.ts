import { openStore } from "../../clickhouse/open-store.ts";
import { readConfig } from "../../common/config.ts";

/** A process that has the database open until its standard input ends. */
const store = await openStore(readConfig());
process.stdout.write("open\n");
process.stdin.resume().once("end", () => void store.close());
