import type { Context } from "koa";
import { findApiKey, type ApiKey } from "../../common/settings/api-keys.ts";

/** The caller of a request: `anyone` if no keys are set, `nobody` without a key. */
export type Caller =
  | { readonly kind: "anyone" | "nobody" | "wrong-key" }
  | { readonly kind: "key"; readonly key: ApiKey };

/** The cookie that holds the key of a signed-in browser. */
export const KEY_COOKIE = "touchline_key";

/** All keys are shorter. */
const LONGEST_KEY = 200;

/** Stores the caller in the request. */
export function noteCaller(context: Context, caller: Caller): void {
  context.state["caller"] = caller;
}

/** The caller that was stored, if any. */
export const callerOf = (context: Context): Caller | undefined =>
  context.state["caller"] as Caller | undefined;

/** The name of the caller's key, if it has one. */
export function keyNameOf(context: Context): string | undefined {
  const caller = callerOf(context);
  return caller?.kind === "key" ? caller.key.name : undefined;
}

/** Finds the caller by its bearer token or cookie. */
export function findCaller(context: Context, keys: readonly ApiKey[]): Caller {
  if (keys.length === 0) return { kind: "anyone" };
  const presented = presentedKey(context);
  return presented === undefined
    ? { kind: "nobody" }
    : recognize(presented, keys);
}

/** Finds the caller by its key. */
export function recognize(presented: string, keys: readonly ApiKey[]): Caller {
  const key =
    presented.length > LONGEST_KEY ? undefined : findApiKey(keys, presented);
  return key ? { kind: "key", key } : { kind: "wrong-key" };
}

function presentedKey(context: Context): string | undefined {
  const header = context.get("Authorization");
  if (header === "") return context.cookies.get(KEY_COOKIE);
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? "";
}
