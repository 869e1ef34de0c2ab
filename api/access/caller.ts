import type { Context } from "koa";
import { findApiKey, type ApiKey } from "../../common/api-keys.ts";

/** Who asks: anyone where no keys are set, else a key, nobody or a wrong one. */
export type Caller =
  | { readonly kind: "anyone" | "nobody" | "wrong-key" }
  | { readonly kind: "key"; readonly key: ApiKey };

/** What a browser keeps the key in that it has signed in with. */
export const KEY_COOKIE = "touchline_key";

/** No key that was ever made is longer. */
const LONGEST_KEY = 200;

/** Notes for the rest of the request who asks. */
export function noteCaller(context: Context, caller: Caller): void {
  context.state["caller"] = caller;
}

/** Who asks, as far as that was noted. */
export const callerOf = (context: Context): Caller | undefined =>
  context.state["caller"] as Caller | undefined;

/** The name of the key that asks, if one does. */
export function keyNameOf(context: Context): string | undefined {
  const caller = callerOf(context);
  return caller?.kind === "key" ? caller.key.name : undefined;
}

/** Finds who asks, by a bearer token or the cookie of a browser. */
export function findCaller(context: Context, keys: readonly ApiKey[]): Caller {
  if (keys.length === 0) return { kind: "anyone" };
  const presented = presentedKey(context);
  return presented === undefined
    ? { kind: "nobody" }
    : recognize(presented, keys);
}

/** Finds whose key was presented. */
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
