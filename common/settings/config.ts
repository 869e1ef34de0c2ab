import { BUNDLED_TIMEZONES } from "../countries/bundled-timezones.ts";
import { parseApiKeys } from "./api-keys.ts";
import { TouchlineError } from "../errors.ts";
import { parseOrigins } from "./origins.ts";

/**
 * A setting. Plain code, since every command reads the settings before it does
 * anything else: loading a schema library took 0.28 of the 0.55 s of processor
 * time of `touchline ingest --help`.
 */
interface Setting<T> {
  /** Used when the variable is unset or empty. */
  readonly default: T;
  /** What a value is, for error messages. */
  readonly expected: string;
  /** Returns undefined for a text that is not a value. */
  readonly parse: (text: string) => T | undefined;
}

function text(
  initial: string,
  expected: string,
  accepts: (text: string) => boolean = () => true,
): Setting<string> {
  const parse = (given: string) => (accepts(given) ? given : undefined);
  return { default: initial, expected, parse };
}

function matching(
  initial: string,
  expected: string,
  pattern: RegExp,
): Setting<string> {
  return text(initial, expected, (given) => pattern.test(given));
}

function integer(
  initial: number,
  [least, most]: readonly [number, number],
  expected: string,
): Setting<number> {
  return {
    default: initial,
    expected,
    parse(given) {
      const value = /^\d+$/.test(given) ? Number(given) : NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** The most seconds between pings of one session that can be set. */
export const LONGEST_SESSION_GAP = 86_400;

/** Every environment variable that Touchline reads. */
const DECLARED = {
  ALLOW_ANONYMOUS: integer(0, [0, 1], "1 or 0"),
  API_CLICKHOUSE_PASSWORD: text("", "a text"),
  API_CLICKHOUSE_USER: text("", "the name of a user of the ClickHouse server"),
  API_KEYS: text(
    "",
    "a list of keys, each as npx touchline key prints it: NAME:SCOPE:SHA256, each name once",
    (given) => parseApiKeys(given) !== undefined,
  ),
  CLICKHOUSE_CLUSTER: matching(
    "",
    "the name of a cluster, in letters, digits, _, . and -",
    /^[A-Za-z0-9_.-]*$/,
  ),
  CLICKHOUSE_DATABASE: matching(
    "game",
    "a name of letters, digits and _",
    /^[A-Za-z_][A-Za-z0-9_]*$/,
  ),
  CLICKHOUSE_PASSWORD: text("", "a text"),
  CLICKHOUSE_URL: matching(
    "",
    "the address of a ClickHouse server, such as http://localhost:8123, without user and password, which have settings of their own; or those of all shards, with commas between",
    /^https?:\/\/[^/@?#\s,]+\/?(,https?:\/\/[^/@?#\s,]+\/?)*$/,
  ),
  CLICKHOUSE_USER: text(
    "default",
    "the name of a user of the ClickHouse server",
  ),
  CORS_ORIGINS: text(
    "",
    "a list of origins such as https://stats.example, http://localhost:3000 (no path, no slash at the end), or *",
    (given) => parseOrigins(given) !== undefined,
  ),
  DATA_DIR: text(
    "./data",
    "the folder of the embedded database, and of temporary files",
  ),
  ENGINE_HTTP_PORT: integer(
    0,
    [0, 65_535],
    "a port from 0 to 65535 for the embedded database; 0 is any free one",
  ),
  ENGINE_NATIVE_PORT: integer(
    0,
    [0, 65_535],
    "a port from 0 to 65535 for clients of the native protocol; 0 is any free one",
  ),
  HOST: text("127.0.0.1", "the address to listen on"),
  LOG_FORMAT: matching("", "text or json", /^(text|json)$/),
  LOG_LEVEL: matching(
    "warn",
    "silent, error, warn or info",
    /^(silent|error|warn|info)$/,
  ),
  PORT: integer(5000, [0, 65_535], "a port from 0 to 65535"),
  RATE_LIMIT: matching(
    "",
    "a number of requests a minute, or 0 for any number",
    /^\d{1,9}$/,
  ),
  RETENTION_DAYS: matching(
    "",
    "a whole number of days from 1 to 99999",
    /^[1-9]\d{0,4}$/,
  ),
  SESSION_GAP: text(
    "",
    `a whole number of seconds from 1 to ${LONGEST_SESSION_GAP}`,
    (given) =>
      /^[1-9]\d{0,4}$/.test(given) && Number(given) <= LONGEST_SESSION_GAP,
  ),
  STOP_SECONDS: integer(
    20,
    [1, 3600],
    "a whole number of seconds from 1 to 3600",
  ),
  TIMEZONES: text("", "the path of a time zones file"),
  TRUSTED_PROXIES: integer(
    0,
    [0, 9],
    "how many proxies stand in front, from 0 to 9",
  ),
} satisfies Record<string, Setting<string> | Setting<number>>;

/** The value of each setting. */
export type Config = {
  readonly [Name in keyof typeof DECLARED]: (typeof DECLARED)[Name]["default"];
};

/** The servers of CLICKHOUSE_URL: several are the shards of a database, in their order. */
export const serverUrls = ({ CLICKHOUSE_URL }: Config): string[] =>
  CLICKHOUSE_URL === ""
    ? []
    : CLICKHOUSE_URL.split(",").map((url) => url.replace(/\/$/, ""));

/** How many days raw events are kept; undefined if they are always kept. */
export const retentionDays = ({ RETENTION_DAYS }: Config) =>
  RETENTION_DAYS === "" ? undefined : Number(RETENTION_DAYS);

/** The session gap in seconds; undefined for that of the database. */
export const sessionGapOf = ({ SESSION_GAP }: Config) =>
  SESSION_GAP === "" ? undefined : Number(SESSION_GAP);

/** The path of the time zones file. */
export const timezonesOf = ({ TIMEZONES }: Pick<Config, "TIMEZONES">) =>
  TIMEZONES === "" ? BUNDLED_TIMEZONES : TIMEZONES;

/** The names of all settings. */
export const SETTINGS = Object.keys(DECLARED) as readonly (keyof Config)[];

/** Settings that are not logged: an address may contain a password. */
const SECRET = /PASSWORD$|URL$|KEYS$/;

/** Whether the value of a setting must not be shown. */
export const isSecret = (name: string): boolean => SECRET.test(name);

/**
 * Reads the settings from the environment; an empty variable counts as unset.
 * Throws one bad_usage error that names every wrong variable.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const wrong: string[] = [];
  const values = SETTINGS.map((name) => {
    const { default: initial, expected, parse } = DECLARED[name];
    const given = env[name] ?? "";
    if (given === "") return [name, initial];
    const value = parse(given);
    if (value !== undefined) return [name, value];
    const shown = isSecret(name) ? "" : `=${JSON.stringify(given)}`;
    wrong.push(`${name}${shown} is not ${expected}`);
    return [name, initial];
  });
  const config = Object.fromEntries(values) as Config;
  wrong.push(...checkShards(config));
  if (wrong.length > 0) throw new TouchlineError("bad_usage", wrong.join("; "));
  return config;
}

/** What is wrong with a list of shards, which needs the name of their cluster. */
function checkShards(config: Config): string[] {
  const urls = serverUrls(config);
  if (urls.length < 2) return [];
  if (new Set(urls).size < urls.length)
    return [
      "CLICKHOUSE_URL names a server twice: each shard is a server of its own",
    ];
  return config.CLICKHOUSE_CLUSTER === ""
    ? [
        `CLICKHOUSE_URL names ${urls.length} servers: set CLICKHOUSE_CLUSTER to the cluster in their configuration of which they are the shards`,
      ]
    : [];
}
