import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A PostgreSQL that listens on loopback, with an empty database. */
export interface Postgres {
  readonly port: number;
  readonly version: string;
  /** Runs a script of psql. Throws, with what it wrote, when it fails. */
  psql(script: string): void;
  stop(): Promise<void>;
}

const HOME_OF_VERSIONS = "/usr/lib/postgresql";

/** A server with an SSD and enough memory for all that the bench reads. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  shared_buffers: "2GB",
  work_mem: "256MB",
  maintenance_work_mem: "512MB",
  random_page_cost: "1.1",
  jit: "off",
};

/** Where the programs of the newest installed PostgreSQL lie, if there are. */
export function findPostgres(): string | undefined {
  if (!existsSync(HOME_OF_VERSIONS)) return undefined;
  const versions = readdirSync(HOME_OF_VERSIONS).sort(
    (a, b) => Number(b) - Number(a),
  );
  return versions
    .map((version) => join(HOME_OF_VERSIONS, version, "bin"))
    .find((folder) => existsSync(join(folder, "initdb")));
}

/** Starts a temporary cluster in `folder`, with the settings of a server. */
export async function startPostgres(
  programs: string,
  folder: string,
): Promise<Postgres> {
  const data = join(folder, "postgres");
  mkdirSync(data);
  const user = lendToServerUser(folder, data);
  const run = (program: string, args: string[], input?: string): string => {
    const [file, ...all] = asUser(user, join(programs, program), args);
    const { status, stdout, stderr } = spawnSync(file, all, {
      cwd: folder,
      encoding: "utf8",
      ...(input !== undefined && { input }),
    });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
    return stdout;
  };
  run("initdb", ["-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8"]);

  const port = await freePort();
  const [file, ...args] = asUser(user, join(programs, "postgres"), [
    ...["-D", data, "-p", `${port}`],
    ...Object.entries(SETTINGS).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]),
  ]);
  const server = spawn(file, args, { cwd: folder, stdio: "ignore" });
  const exited = once(server, "exit");
  const connection = ["-h", "127.0.0.1", "-p", `${port}`, "-U", "bench"];
  await waitUntil(() => isReady(programs, connection));
  return {
    port,
    version: run("postgres", ["--version"]).trim(),
    psql(script) {
      run(
        "psql",
        [...connection, "-q", "-v", "ON_ERROR_STOP=1", "postgres"],
        script,
      );
    },
    async stop() {
      run("pg_ctl", ["-D", data, "-m", "fast", "stop"]);
      await exited;
    },
  };
}

/** PostgreSQL refuses to run as root; its package brings a user for it. */
function lendToServerUser(folder: string, data: string): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) =>
    Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  chmodSync(folder, 0o755);
  chownSync(data, idOf("-u"), idOf("-g"));
  return "postgres";
}

function asUser(
  user: string | undefined,
  file: string,
  args: readonly string[],
): [string, ...string[]] {
  return user === undefined
    ? [file, ...args]
    : [
        "setpriv",
        "--reuid",
        user,
        "--regid",
        user,
        "--init-groups",
        file,
        ...args,
      ];
}

function isReady(programs: string, connection: readonly string[]): boolean {
  const { status } = spawnSync(join(programs, "pg_isready"), connection);
  return status === 0;
}

async function waitUntil(isDone: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (isDone()) return;
    await sleep(100);
  }
  throw new Error("PostgreSQL is not ready after 20 s");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
