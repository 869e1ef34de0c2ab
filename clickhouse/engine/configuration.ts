import { createHash } from "node:crypto";

/** What a configuration is made of. */
export interface EngineSettings {
  /** 0 for any free port. */
  readonly httpPort: number;
  readonly adminPassword: string;
  readonly readerPassword: string;
  /** Where the engine writes its log. */
  readonly logFile: string;
  /** The file that `renderUsers` is written to. */
  readonly usersFile: string;
}

/** The users of an engine. */
export const ADMIN = "touchline";
export const READER = "reader";

const MEBIBYTE = 1024 * 1024;

/**
 * The configuration of an engine for a laptop: loopback alone, small caches,
 * and an idle engine that does next to nothing (with the defaults, the pool
 * that looks after tables takes 3 % of a core for ours, and 98 % for 200
 * databases of tests).
 */
export function renderConfiguration(settings: EngineSettings): string {
  return renderXml("clickhouse", {
    listen_host: "127.0.0.1",
    http_port: settings.httpPort,
    // Any free port, once the native protocol is asked for: see native-protocol.ts.
    tcp_port: 0,
    // Clients close idle connections before that; see Connection.
    keep_alive_timeout: 10,
    users_config: settings.usersFile,
    logger: {
      log: settings.logFile,
      level: "error",
      size: "4M",
      count: 2,
      // What sends a statement logs its failure too, but for the one that
      // keeps the engine up, which fails when it stops.
      levels: { logger: { name: "executeQuery", level: "none" } },
    },
    cancel_http_readonly_queries_on_client_close: 1,
    mark_cache_size: 256 * MEBIBYTE,
    index_mark_cache_size: 64 * MEBIBYTE,
    uncompressed_cache_size: 0,
    max_server_memory_usage_to_ram_ratio: 0.7,
    background_schedule_pool_max_parallel_tasks_per_type_ratio: 1,
  });
}

/** Longer statements of `reader` are ended; with --write there is no limit. */
const READER_SECONDS = 300;

/**
 * Nothing is compiled to machine code: most statements read little, and compiling
 * them takes 14 % of the engine's processor time in many small runs. A first run of
 * 4 million events takes as long with it as without.
 */
const WITHOUT_COMPILER = {
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
};

/**
 * The users. `default` has to exist without a password, since it runs the
 * statement that keeps the engine up. It may have one session at a time, and that
 * statement takes it.
 */
export function renderUsers({
  adminPassword,
  readerPassword,
}: EngineSettings): string {
  const user = (password: string, profile: string) => ({
    password_sha256_hex: sha256(password),
    networks: { ip: "127.0.0.1" },
    profile,
    quota: "default",
  });
  return renderXml("clickhouse", {
    profiles: {
      // All others begin with this one.
      default: WITHOUT_COMPILER,
      process: { max_sessions_for_user: 1 },
      [ADMIN]: {},
      [READER]: {
        readonly: 2,
        max_execution_time: READER_SECONDS,
        max_memory_usage: 4096 * MEBIBYTE,
        // 0 would be no limit.
        constraints: {
          max_execution_time: { min: 1, max: READER_SECONDS },
          max_memory_usage: { min: MEBIBYTE, max: 4096 * MEBIBYTE },
        },
      },
    },
    quotas: { default: {} },
    users: {
      default: {
        password: "",
        networks: { ip: "127.0.0.1" },
        profile: "process",
        quota: "default",
        grants: [
          { query: "GRANT SYSTEM LISTEN ON *.*" },
          { query: "GRANT SELECT ON system.numbers" },
        ],
      },
      [ADMIN]: user(adminPassword, ADMIN),
      [READER]: {
        ...user(readerPassword, READER),
        // All databases of the directory: they are of one studio.
        grants: [
          { query: "GRANT SELECT ON *.*" },
          { query: "REVOKE SELECT ON system.*" },
        ],
      },
    },
  });
}

const sha256 = (text: string): string =>
  createHash("sha256").update(text).digest("hex");

type Xml = string | number | { readonly [name: string]: Xml | readonly Xml[] };

function renderXml(name: string, content: Xml | readonly Xml[]): string {
  if (Array.isArray(content))
    // Repeated elements share the parent, as in <grants>.
    return `<${name}>${content
      .flatMap((one: Xml) => Object.entries(one as object))
      .map(([child, value]) => renderXml(child, value as Xml))
      .join("")}</${name}>`;
  if (typeof content !== "object")
    return `<${name}>${escape(content)}</${name}>`;
  const children = Object.entries(content).map(([child, value]) =>
    renderXml(child, value),
  );
  return `<${name}>${children.join("")}</${name}>`;
}

const escape = (value: string | number): string =>
  String(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
