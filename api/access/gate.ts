import type { Context, Middleware } from "koa";
import type { Scope } from "../../common/settings/api-keys.ts";
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
import { networkOf } from "./network-of.ts";
import { enforceQuota, Quota } from "./quota.ts";

const WINDOW_SECONDS = 60;

/** How many wrong keys an address may present in a window. */
const WRONG_KEYS = 30;

/** Decides which requests are allowed, by key, scope and quota. */
export class Gate {
  readonly #access: Access;
  readonly #requests: Quota;
  readonly #wrongKeys = new Quota(WRONG_KEYS, WINDOW_SECONDS);

  constructor(access: Access) {
    this.#access = access;
    this.#requests = new Quota(access.requestsPerMinute, WINDOW_SECONDS);
  }

  /**
   * Finds the caller of a request, and limits the requests per minute of each
   * key, and of each address without one. Probes are not counted, since they
   * must be answered under load. Throws too_many_requests.
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
   * Checks that the caller has a scope, and names the scope of its key in a
   * header. Throws unauthenticated, or forbidden if the scope is not enough.
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
      `the key ${keyNameOf(context)} has the scope read, and ${context.path} requires operate`,
    );
  }

  /** Accepts a valid key as the caller; throws unauthenticated for any other. */
  signIn(context: Context, presented: string): void {
    const caller = recognize(presented, this.#access.keys);
    if (caller.kind !== "key") throw this.#refuse(context, caller);
    noteCaller(context, caller);
  }

  /** Returns the error for a caller without a valid key; limits attempts. */
  #refuse(context: Context, caller: Caller | undefined): TouchlineError {
    if (caller?.kind !== "wrong-key") {
      challenge(context);
      return new TouchlineError(
        "unauthenticated",
        "this API requires a key: send it as Authorization: Bearer KEY",
      );
    }
    // The browser would go on sending a key that is no longer valid.
    if (context.cookies.get(KEY_COOKIE) !== undefined)
      context.cookies.set(KEY_COOKIE, null);
    const client = networkOf(context.ip);
    enforceQuota(context, this.#wrongKeys, client, "wrong keys");
    challenge(context, 'error="invalid_token"');
    return new TouchlineError(
      "unauthenticated",
      "this API does not have that key",
    );
  }
}

/** Sets the header for missing or wrong keys (RFC 6750). */
function challenge(context: Context, ...details: string[]): void {
  const parts = ['Bearer realm="touchline"', ...details];
  context.set("WWW-Authenticate", parts.join(", "));
}
