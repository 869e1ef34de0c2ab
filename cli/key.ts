import { randomBytes } from "node:crypto";
import {
  isScope,
  KEY_NAME,
  SCOPES,
  writeApiKey,
} from "../common/settings/api-keys.ts";
import type { Command } from "./framework/command.ts";
import { complainOf, parseArguments } from "./framework/parse-arguments.ts";

const CALL = "npx touchline key";

const USAGE = `Usage: ${CALL} [options] NAME

Makes a key for the API. It is shown once and not stored; API_KEYS takes its
hash. The log calls the holder of the key NAME.

  --scope SCOPE  read: the dashboard and the API; operate: rejected lines and
                 metrics too (default: read)
  --entry        print only the entry of API_KEYS to standard output, and the key
                 to standard error
  --json         print one JSON object to standard output, and nothing else
  --help         print this

Examples:
  ${CALL} ana
  ${CALL} --scope operate prometheus
  ${CALL} --entry ana >> keys && API_KEYS="$(cat keys)" npx touchline serve`;

const LINE = {
  call: CALL,
  summary: "make a key for the API",
  usage: USAGE,
  options: {
    scope: { type: "string" },
    entry: { type: "boolean" },
    json: { type: "boolean" },
  },
  positionals: true,
} as const;

/** Enough that a key cannot be guessed. */
const RANDOM_BYTES = 32;

/** Marks it as a key, for people and for programs that look for leaked keys. */
const PREFIX = "tl_";

/** How a key is printed: for a person, for a file of keys, or for a program. */
type Form = "text" | "entry" | "json";

/** Makes a key. */
export const key: Command = {
  ...LINE,
  run(args, context) {
    const { name, scope, form } = readOptions(args);
    const made = PREFIX + randomBytes(RANDOM_BYTES).toString("base64url");
    const entry = writeApiKey(name, scope, made);
    switch (form) {
      case "json":
        context.stdout.write(
          `${JSON.stringify({ name, scope, key: made, entry })}\n`,
        );
        break;
      case "entry":
        context.stderr.write(
          `The key of ${name}, which is shown this once: ${made}\n`,
        );
        context.stdout.write(`${entry}\n`);
        break;
      case "text":
        context.stdout.write(describeKey(name, made, entry));
    }
    return Promise.resolve();
  },
};

function readOptions(args: readonly string[]) {
  const complain = complainOf(CALL);
  const { values, positionals } = parseArguments(LINE, args);
  const [name = "", ...more] = positionals;
  if (name === "" || more.length > 0) throw complain("name one key");
  if (!KEY_NAME.test(name))
    throw complain(
      `${JSON.stringify(name)} cannot be the name of a key: take up to 40 letters, digits, _, . and -`,
    );
  const { scope = "read", entry = false, json = false } = values;
  if (!isScope(scope))
    throw complain(`--scope ${scope} is not ${SCOPES.join(" or ")}`);
  if (entry && json) throw complain("give --entry or --json, not both");
  const form: Form = json ? "json" : entry ? "entry" : "text";
  return { name, scope, form };
}

function describeKey(name: string, key: string, entry: string): string {
  return `The key of ${name}, which is shown this once:

  ${key}

Append this to API_KEYS, after a comma, and restart the API:

  ${entry}

Programs send the key as Authorization: Bearer KEY; the dashboard asks for it.
`;
}
