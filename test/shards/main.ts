import { readFileSync } from "node:fs";
import { runCommand } from "../../cli/framework/run-command.ts";
import { TouchlineError } from "../../common/errors.ts";
import { migrate } from "../../runs/migrate.ts";
import { openStore } from "../../runs/open-store.ts";
import { makeSpoolFolder } from "../../runs/spool-folder.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import { startCommand } from "../support/command/command.ts";
import { withFolder } from "../support/command/folders.ts";
import { databasesOf } from "../support/database/database-state.ts";
import { NOBODY } from "../support/database/database-pool.ts";
import {
  settingsOf,
  withEngineCluster,
  type ClusterNode,
} from "../support/database/engine-cluster.ts";

const DATABASE = "game";

/** Of the clock of processes in /proc. */
const TICKS_A_SECOND = 100;

/** What a server has spent so far. */
interface Spent {
  /** Processor time in seconds. */
  readonly seconds: number;
  /** Bytes that went to other servers, and that came from anywhere. */
  readonly sent: number;
  readonly received: number;
}

/**
 * What does the first run of a file cost each of 1, 2 and 3 servers, and how many
 * bytes go between them? Prints a line for each number of servers.
 */
await runCommand(async () => {
  const [file] = process.argv.slice(2);
  if (file === undefined)
    throw new TouchlineError("bad_usage", "name a file of events");
  for (const shards of [1, 2, 3])
    await withEngineCluster({ shards }, ({ nodes, admin, reader }) =>
      withFolder(async (folder) => {
        const alone = nodes[0]?.admin ?? admin;
        const whole = shards > 1 ? admin : alone;
        const store = openStore({
          endpoint: { ...whole, database: DATABASE },
          dataDir: folder,
          spoolFolder: makeSpoolFolder(folder),
          contender: NOBODY,
        });
        await store.createDatabase();
        await migrate(store);
        const spend = () =>
          Promise.all(nodes.map((node, at) => read(node, store, at)));
        const before = await spend();
        const settings = settingsOf({ admin: whole, reader });
        const env = { ...settings, DATA_DIR: folder };
        const { outcome } = startCommand(["ingest", file], { env });
        const { status, stderr } = await outcome;
        if (status !== 0) throw new Error(stderr);
        const after = await spend();
        const each = after.map(({ seconds, sent, received }, at) => {
          const since = before[at] ?? { seconds: 0, sent: 0, received: 0 };
          return `${(seconds - since.seconds).toFixed(1)} s (${megabytes(sent - since.sent)} sent, ${megabytes(received - since.received)} received)`;
        });
        process.stdout.write(`${shards} servers: ${each.join(", ")}\n`);
        await store.close();
      }),
    );
});

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

async function read(
  node: ClusterNode,
  store: Store,
  at: number,
): Promise<Spent> {
  const [, fields = ""] = readFileSync(
    `/proc/${node.pid()}/stat`,
    "utf8",
  ).split(") ");
  const [user = 0, system = 0] = fields.split(" ").slice(11, 13).map(Number);
  const [traffic] = await (databasesOf(store)[at] ?? store).rows<
    Pick<Spent, "sent" | "received">
  >({
    name: "traffic",
    sql: `SELECT sumIf(value, event = 'NetworkSendBytes') AS sent, sumIf(value, event = 'NetworkReceiveBytes') AS received
      FROM system.events`,
  });
  return {
    seconds: (user + system) / TICKS_A_SECOND,
    sent: Number(traffic?.sent),
    received: Number(traffic?.received),
  };
}
