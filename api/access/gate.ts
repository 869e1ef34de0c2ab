import type { Context, Middleware } from "koa";
import type { Scope } from "../../common/api-keys.ts";
import { TouchlineError } from "../../common/errors.ts";
import type { Access } from "./access.ts";
import {
  callerOf,
  findCaller,
  KEY_COOKIE,
  keyNameOf,
  noteCaller,
  recognize,
  type Caller,
} from "./caller.ts";
import { enforceQuota } from "./enforce-quota.ts";
import { networkOf } from "./network-of.ts";
import { Quota } from "./quota.ts";

const WINDOW_SECONDS = 60;

/** How often an address may present wrong keys in such a time. */
const WRONG_KEYS = 30;

/** Decides who is let in, to what, and how often. */
export class Gate {
  readonly #access: Access;
  readonly #requests: Quota;
  readonly #wrongKeys = new Quota(WRONG_KEYS, WINDOW_SECONDS);

  constructor(access: Access) {
    this.#access = access;
    this.#requests = new Quota(access.requestsPerMinute, WINDOW_SECONDS);
  }

  /**
   * Notes who asks, and lets each key, and each address without one, ask so
   * many times a minute. Probes are not counted: they must be answered when
   * others ask too much. Throws too_many_requests.
   */
  admit(): Middleware {
    const { keys, requestsPerMinute } = this.#access;
    return (context, next) => {
      const caller = findCaller(context, keys);
      noteCaller(context, caller);
      if (requestsPerMinute > 0 && !context.path.startsWith("/healthz/")) {
        const client =
          caller.kind === "key"
            ? `key ${caller.key.name}`
            : networkOf(context.ip);
        enforceQuota(context, this.#requests, client, "requests");
      }
      return next();
    };
  }

  /**
   * Lets those on who may ask for something of a scope, and tells them which
   * one is theirs. Throws unauthenticated, or forbidden where the key is for less.
   */
  require(context: Context, scope: Scope): void {
    const caller = callerOf(context);
    if (caller?.kind !== "key" && caller?.kind !== "anyone")
      throw this.#refuse(context, caller);
    const granted = caller.kind === "key" ? caller.key.scope : "operate";
    context.set("Touchline-Scope", granted);
    if (scope === "read" || granted === "operate") return;
    challenge(context, 'error="insufficient_scope"', 'scope="operate"');
    throw new TouchlineError(
      "forbidden",
      `the key ${keyNameOf(context)} may read, and ${context.path} needs one with the scope operate`,
    );
  }

  /** Lets on whose key this is; throws unauthenticated. */
  signIn(context: Context, presented: string): void {
    const caller = recognize(presented, this.#access.keys);
    if (caller.kind !== "key") throw this.#refuse(context, caller);
    noteCaller(context, caller);
  }

  /** Says why not; who tries many keys is told to wait. */
  #refuse(context: Context, caller: Caller | undefined): TouchlineError {
    if (caller?.kind !== "wrong-key") {
      challenge(context);
      return new TouchlineError(
        "unauthenticated",
        "this API asks for a key: send it as Authorization: Bearer KEY",
      );
    }
    // A browser would go on to send what was a key once.
    if (context.cookies.get(KEY_COOKIE) !== undefined)
      context.cookies.set(KEY_COOKIE, null);
    const client = networkOf(context.ip);
    enforceQuota(context, this.#wrongKeys, client, "wrong keys");
    challenge(context, 'error="invalid_token"');
    return new TouchlineError(
      "unauthenticated",
      "the key is none of this API's",
    );
  }
}

/** Says how to be let in, as RFC 6750 has it. */
function challenge(context: Context, ...details: string[]): void {
  const parts = ['Bearer realm="touchline"', ...details];
  context.set("WWW-Authenticate", parts.join(", "));
}
