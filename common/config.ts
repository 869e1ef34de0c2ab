import { Type, type Static, type TSchema } from "typebox";
import { Value } from "typebox/value";
import { parseApiKeys } from "./api-keys.ts";
import { TouchlineError } from "./errors.ts";
import { parseOrigins } from "./origins.ts";

/** Every environment variable that Touchline reads. */
const Config = Type.Object({
  ALLOW_ANONYMOUS: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 1,
    description: "1 or 0",
  }),
  API_CLICKHOUSE_PASSWORD: Type.String({
    default: "",
    description: "a text",
  }),
  API_CLICKHOUSE_USER: Type.String({
    default: "",
    description: "the name of a user of the ClickHouse server",
  }),
  API_KEYS: Type.Refine(
    Type.String({
      default: "",
      description:
        "a list of keys, each as npx touchline key prints it: NAME:SCOPE:SHA256, names not twice",
    }),
    (text) => parseApiKeys(text) !== undefined,
  ),
  CLICKHOUSE_CLUSTER: Type.String({
    default: "",
    pattern: "^[A-Za-z0-9_.-]*$",
    description: "the name of a cluster, in letters, digits, _, . and -",
  }),
  CLICKHOUSE_DATABASE: Type.String({
    default: "game",
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    description: "a name of letters, digits and _",
  }),
  CLICKHOUSE_PASSWORD: Type.String({
    default: "",
    description: "a text",
  }),
  CLICKHOUSE_URL: Type.String({
    default: "",
    pattern: "^(https?://[^/@?#\\s]+/?)?$",
    description:
      "the address of a ClickHouse server, such as http://localhost:8123, without user and password, which have settings of their own",
  }),
  CLICKHOUSE_USER: Type.String({
    default: "default",
    description: "the name of a user of the ClickHouse server",
  }),
  CORS_ORIGINS: Type.Refine(
    Type.String({
      default: "",
      description:
        "a list of origins such as https://stats.example, http://localhost:3000 (no path, no slash at the end), or *",
    }),
    (text) => parseOrigins(text) !== undefined,
  ),
  DATA_DIR: Type.String({
    default: "./data",
    minLength: 1,
    description: "the folder of the embedded database, and of temporary files",
  }),
  ENGINE_HTTP_PORT: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 65_535,
    description:
      "a port from 0 to 65535 for the embedded database; 0 is any free one",
  }),
  ENGINE_NATIVE_PORT: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 65_535,
    description:
      "a port from 0 to 65535 for clients of the native protocol; 0 is any free one",
  }),
  HOST: Type.String({
    default: "127.0.0.1",
    minLength: 1,
    description: "the address to listen on",
  }),
  LOG_FORMAT: Type.String({
    default: "",
    pattern: "^(text|json)?$",
    description: "text or json",
  }),
  LOG_LEVEL: Type.String({
    default: "warn",
    pattern: "^(silent|error|warn|info)$",
    description: "silent, error, warn or info",
  }),
  PORT: Type.Integer({
    default: 5000,
    minimum: 0,
    maximum: 65_535,
    description: "a port from 0 to 65535",
  }),
  RATE_LIMIT: Type.String({
    default: "",
    pattern: "^\\d{0,9}$",
    description: "a number of requests a minute, or 0 for any number",
  }),
  RETENTION_DAYS: Type.String({
    default: "",
    pattern: "^([1-9]\\d{0,4})?$",
    description: "a whole number of days from 1 to 99999",
  }),
  STOP_SECONDS: Type.Integer({
    default: 20,
    minimum: 1,
    maximum: 3600,
    description: "a whole number of seconds from 1 to 3600",
  }),
  TRUSTED_PROXIES: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 9,
    description: "how many proxies stand in front, from 0 to 9",
  }),
});

/** What is not for logs: an address may hold a password. */
const SECRET = /PASSWORD$|URL$|KEYS$/;

export type Config = Static<typeof Config>;

/** How many days raw events are kept; undefined where that is for ever. */
export const retentionDays = ({ RETENTION_DAYS }: Config) =>
  RETENTION_DAYS === "" ? undefined : Number(RETENTION_DAYS);

/** The names of all settings. */
export const SETTINGS = Object.keys(
  Config.properties,
) as readonly (keyof Config)[];

/** Whether the value of a setting may be shown. */
export const isSecret = (name: string): boolean => SECRET.test(name);

/**
 * Reads the settings from the environment; an empty variable counts as unset.
 * Throws one bad_usage error that names every wrong variable.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    SETTINGS.filter((name) => env[name] !== undefined && env[name] !== "").map(
      (name) => [name, readValue(name, env[name] ?? "")],
    ),
  );
  const settings = Value.Default(Config, given);
  if (Value.Check(Config, settings)) return settings;
  const wrong = new Set(
    Value.Errors(Config, settings).map(
      (error) => error.instancePath.split("/")[1] ?? "",
    ),
  );
  const said = [...wrong].map((name) => {
    const schema: TSchema & { description?: string } =
      Config.properties[name as keyof Config];
    const value = isSecret(name) ? "" : `=${JSON.stringify(env[name])}`;
    return `${name}${value} is not ${schema.description}`;
  });
  throw new TouchlineError("bad_usage", said.join("; "));
}

/** A number where one is wanted and given; half of one is none. */
function readValue(name: keyof Config, text: string): string | number {
  const { type } = Config.properties[name];
  return type === "integer" && /^\d+$/.test(text) ? Number(text) : text;
}
