import { createHash, timingSafeEqual } from "node:crypto";

/** The rights of a key: `operate` is `read`, rejected lines and metrics. */
export const SCOPES = ["read", "operate"] as const;

export type Scope = (typeof SCOPES)[number];

/** A key as it is stored: it cannot be computed from its hash. */
export interface ApiKey {
  /** The name of its holder, for people and the log. */
  readonly name: string;
  readonly scope: Scope;
  readonly sha256: Buffer;
}

/** The names that a key may have. */
export const KEY_NAME = /^[A-Za-z0-9_.-]{1,40}$/;

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads the keys of a list such as `ana:read:9f86d0…`, with commas or lines between;
 * undefined if an entry is not a key, two have one name, or a text that is not
 * empty has no key: it was meant to have one.
 */
export function parseApiKeys(text: string): readonly ApiKey[] | undefined {
  const keys: ApiKey[] = [];
  for (const entry of text.split(/[,\s]+/)) {
    if (entry === "") continue;
    const [name = "", scope = "", sha256 = "", ...more] = entry.split(":");
    if (!KEY_NAME.test(name) || !SHA256.test(sha256) || more.length > 0)
      return undefined;
    if (!isScope(scope) || keys.some((key) => key.name === name))
      return undefined;
    keys.push({ name, scope, sha256: Buffer.from(sha256, "hex") });
  }
  return keys.length === 0 && text !== "" ? undefined : keys;
}

export const isScope = (text: string): text is Scope =>
  (SCOPES as readonly string[]).includes(text);

/** The entry of a key in such a list. */
export function writeApiKey(name: string, scope: Scope, key: string): string {
  return `${name}:${scope}:${hash(key).toString("hex")}`;
}

/**
 * Finds the key that was presented, in a time that depends neither on it nor on
 * which of the keys it resembles.
 */
export function findApiKey(
  keys: readonly ApiKey[],
  presented: string,
): ApiKey | undefined {
  const sha256 = hash(presented);
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.sha256, sha256)) found = key;
  return found;
}

/** Keys are 256 random bits: nothing slower is needed to keep them from being guessed. */
function hash(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
