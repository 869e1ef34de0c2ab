import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.ts";
import type { Contender } from "../harness/contender.ts";
import type { SeasonFile } from "../harness/season-file.ts";
import { ingest } from "./touchline.ts";

const PROGRAM = join(packageRoot, "dist/test/support/front/main.js");
const USER = "touchline";
const PASSWORD = "bench";

/** Ticks of processor time in a second, as /proc counts them. */
const TICKS = 100;

/** A run on the server that stands in for ClickHouse's in the tests. */
export interface StandIn extends Contender {
  /** Processor time of the server itself, a run each; none where unknown. */
  readonly serverSeconds: readonly number[];
}

/** Touchline's ingest command on a server that is up, with no database yet. */
export function createStandIn({
  path,
  season: { events },
}: SeasonFile): StandIn {
  const serverSeconds: number[] = [];
  return {
    name: "touchline-on-server",
    label: "Touchline on a server",
    events,
    serverSeconds,
    async run(folder) {
      const given = {
        dataDir: join(folder, "server"),
        users: { [USER]: { password: PASSWORD, readonly: false } },
      };
      const server = fork(PROGRAM, [JSON.stringify(given)], {
        env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
      });
      try {
        const [{ port }] = (await once(server, "message")) as [
          { port: number },
        ];
        const before = processorSeconds(server);
        const outcome = await ingest(path, folder, {
          CLICKHOUSE_URL: `http://127.0.0.1:${port}`,
          CLICKHOUSE_USER: USER,
          CLICKHOUSE_PASSWORD: PASSWORD,
        });
        serverSeconds.push(processorSeconds(server) - before);
        return outcome;
      } finally {
        const ended = once(server, "exit");
        server.disconnect();
        await ended;
      }
    },
  };
}

/** What a process has used so far; NaN where /proc does not tell. */
function processorSeconds({ pid }: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in brackets, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return NaN;
  }
}
