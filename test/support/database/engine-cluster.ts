import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "../../../clickhouse/connection/endpoint.ts";
import {
  ADMIN,
  READER,
  renderConfiguration,
  renderUsers,
} from "../../../clickhouse/engine/configuration.ts";
import { withFolder } from "../command/folders.ts";
import type { NodeOrder } from "./engine-node.ts";

/** The name of the cluster, as in system.clusters. */
export const CLUSTER = "main";

/** One ClickHouse of a cluster, which has one shard of it. */
export interface ClusterNode {
  /** From 1, as in the macro {shard}. */
  readonly shard: number;
  /** As the user that may do anything, in the database default. */
  readonly admin: Endpoint;
  readonly reader: Endpoint;
  /** The process that it is now. */
  pid(): number;
  /** Whether it runs, and is not about to end. */
  isWell(): boolean;
  /** Ends it as kill -9 does. */
  kill(): Promise<void>;
  /** Starts it again, at the same addresses, after it was killed. */
  restart(): Promise<void>;
}

/** Servers that know one another as the shards of a cluster. */
export interface EngineCluster {
  readonly nodes: readonly ClusterNode[];
  /** As the user that may do anything, with all shards as the database's. */
  readonly admin: Endpoint;
  readonly reader: Endpoint;
  /** Starts those again that have been killed. */
  restart(): Promise<void>;
  /** Ends all of them. */
  kill(): Promise<void>;
}

export interface ClusterOptions {
  /** How many nodes: each has a shard, and no replica. */
  readonly shards: number;
  /** Writes the configuration of a node. */
  readonly configure?: (xml: string) => string;
}

const PASSWORDS = { admin: "pass-of-the-admin", reader: "pass-of-the-reader" };

const NODE = join(import.meta.dirname, "engine-node.js");

const LOOK_MILLISECONDS = 10;

const LOOK_AGAIN_MILLISECONDS = 100;

const SETTLED_MILLISECONDS = 1000;

/**
 * Lends real ClickHouse servers that know one another as the shards of a
 * cluster: Distributed tables and clusterAllReplicas reach all of them. There
 * is no Keeper, hence neither ON CLUSTER nor a Replicated engine.
 */
export async function withEngineCluster<T>(
  options: ClusterOptions,
  work: (cluster: EngineCluster) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const cluster = await startEngineCluster(folder, options);
    try {
      return await work(cluster);
    } finally {
      await cluster.kill();
    }
  });
}

/** Starts such servers, which have their data in a folder. */
export async function startEngineCluster(
  folder: string,
  { shards, configure = (xml) => xml }: ClusterOptions,
): Promise<EngineCluster> {
  const ports = await freePorts(2 * shards);
  const tcpPorts = ports.slice(shards);
  const nodes = await Promise.all(
    tcpPorts.map((_, index) => {
      const home = join(folder, `node-${index + 1}`);
      mkdirSync(home);
      const order = writeConfiguration(
        ...([home, index, ports[index] ?? 0, tcpPorts, configure] as const),
      );
      return startNode(order, index + 1);
    }),
  );
  const [first] = nodes;
  if (!first) throw new Error("a cluster has shards");
  const urls = nodes.map(({ admin }) => admin.url);
  const over = { shards: { urls, cluster: CLUSTER } };
  return {
    nodes,
    admin: { ...first.admin, ...over },
    reader: { ...first.reader, ...over },
    restart: async () => {
      // One that was killed may take others with it.
      do {
        await Promise.all(nodes.map((node) => node.restart()));
        await sleep(SETTLED_MILLISECONDS);
      } while (!nodes.every((node) => node.isWell()));
    },
    kill: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
    },
  };
}

/** The settings with which commands use these servers. */
export const settingsOf = ({
  admin,
  reader,
}: Pick<EngineCluster, "admin" | "reader">): Record<string, string> => ({
  CLICKHOUSE_URL: admin.shards?.urls.join(",") ?? admin.url,
  CLICKHOUSE_CLUSTER: admin.shards?.cluster ?? "",
  CLICKHOUSE_USER: admin.user,
  CLICKHOUSE_PASSWORD: admin.password,
  API_CLICKHOUSE_USER: reader.user,
  API_CLICKHOUSE_PASSWORD: reader.password,
});

/** Writes what a node is started with. */
function writeConfiguration(
  home: string,
  index: number,
  httpPort: number,
  ports: readonly number[],
  configure: (xml: string) => string,
): NodeOrder {
  const usersFile = join(home, "users.xml");
  const settings = {
    httpPort,
    adminPassword: PASSWORDS.admin,
    readerPassword: PASSWORDS.reader,
    logFile: join(home, "clickhouse.log"),
    usersFile,
  };
  writeFileSync(usersFile, renderUsers(settings));
  const shards = ports.map(
    (port) =>
      `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${port}</port><user>${ADMIN}</user><password>${PASSWORDS.admin}</password></replica></shard>`,
  );
  const cluster = `<tcp_port>${ports[index]}</tcp_port>
    <macros><cluster>${CLUSTER}</cluster><shard>${index + 1}</shard><replica>1</replica></macros>
    <remote_servers><${CLUSTER}>${shards.join("")}</${CLUSTER}></remote_servers>`;
  const xml = renderConfiguration(settings)
    .replace(/<tcp_port>\d+<\/tcp_port>/, "")
    .replace(/<\/clickhouse>$/, `${cluster}$&`);
  const configFile = join(home, "config.xml");
  writeFileSync(configFile, configure(xml));
  return {
    configFile,
    logFile: settings.logFile,
    path: join(home, "clickhouse"),
    portFile: join(home, "port"),
  };
}

/** Starts a node, and waits until it answers. */
async function startNode(
  order: NodeOrder,
  shard: number,
): Promise<ClusterNode> {
  const { portFile } = order;
  let child = await run(order, shard);
  let isDown = false;
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => (turn = turn.then(work));
  setInterval(() => {
    if (isDown || !isDying(order)) return;
    void inTurn(async () => {
      if (isDown || !isDying(order)) return;
      await kill(child);
      child = await run(order, shard);
    });
  }, LOOK_AGAIN_MILLISECONDS).unref();
  const url = `http://127.0.0.1:${Number(readFileSync(portFile, "utf8"))}`;
  const endpoint = (user: string, password: string): Endpoint => ({
    ...{ url, database: "default", user, password },
  });
  return {
    shard,
    admin: endpoint(ADMIN, PASSWORDS.admin),
    reader: endpoint(READER, PASSWORDS.reader),
    pid: () => child.pid ?? 0,
    isWell: () => !hasEnded(child) && !isDying(order),
    kill() {
      isDown = true;
      return inTurn(() => kill(child));
    },
    restart() {
      isDown = false;
      return inTurn(async () => {
        await sleep(LOOK_AGAIN_MILLISECONDS);
        if (isDying(order)) await kill(child);
        if (hasEnded(child)) child = await run(order, shard);
      });
    },
  };
}

/**
 * A server of this kind, unlike ClickHouse as it is installed, ends when a
 * connection of its native protocol is reset, and takes minutes for it.
 */
function isDying({ logFile }: NodeOrder): boolean {
  const log = existsSync(logFile) ? readFileSync(logFile, "utf8") : "";
  return log.includes("Terminate called for uncaught exception");
}

async function run(order: NodeOrder, shard: number): Promise<ChildProcess> {
  const { portFile, logFile } = order;
  for (const file of [portFile, logFile]) rmSync(file, { force: true });
  const child = spawn(process.execPath, [NODE, JSON.stringify(order)], {
    cwd: dirname(portFile),
    env: { TZ: "UTC" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => (output += String(chunk)));
  while (!(existsSync(portFile) && Number(readFileSync(portFile, "utf8")))) {
    if (hasEnded(child))
      throw new Error(`node ${shard} has ended at its start: ${output}`);
    await sleep(LOOK_MILLISECONDS);
  }
  return child;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Ports on which nothing listens. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, "close");
    }),
  );
  return ports;
}
