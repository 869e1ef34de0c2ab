import { isIP } from "node:net";
import { parseApiKeys, type ApiKey } from "../../common/api-keys.ts";
import type { Config } from "../../common/config.ts";
import { TouchlineError } from "../../common/errors.ts";

/** Who may ask the API, and how often. */
export interface Access {
  /** Those that are let in; where there is none, everybody is. */
  readonly keys: readonly ApiKey[];
  /** Only names of this machine are answered to. */
  readonly localNames: boolean;
  /** A minute, of a key or an address; 0 is any number. */
  readonly requestsPerMinute: number;
  /** How many proxies in front say who asks, in X-Forwarded-For. */
  readonly trustedProxies: number;
}

/** Everybody, by any name, as often as they like. */
export const OPEN: Access = {
  keys: [],
  localNames: false,
  requestsPerMinute: 0,
  trustedProxies: 0,
};

/** Where others than the user of this machine may ask. */
const REQUESTS_PER_MINUTE = 6000;

/**
 * Reads from the settings who may ask. Throws bad_usage where the API would
 * be open to other machines and nobody has said that it should be.
 */
export function readAccess(config: Config): Access {
  const { HOST, RATE_LIMIT, TRUSTED_PROXIES: trustedProxies } = config;
  const keys = parseApiKeys(config.API_KEYS) ?? [];
  const allowsAnyone = config.ALLOW_ANONYMOUS === 1;
  if (keys.length === 0 && !allowsAnyone && !isLoopback(HOST))
    throw new TouchlineError(
      "bad_usage",
      `HOST=${HOST} lets other machines ask, and no key is set: set API_KEYS (npx touchline key makes one), or ALLOW_ANONYMOUS=1 to let everybody read who reaches it`,
    );
  const localNames = keys.length === 0 && !allowsAnyone;
  const usual = localNames && trustedProxies === 0 ? 0 : REQUESTS_PER_MINUTE;
  return {
    keys,
    localNames,
    requestsPerMinute: RATE_LIMIT === "" ? usual : Number(RATE_LIMIT),
    trustedProxies,
  };
}

/** Whether only this machine reaches what listens there. */
function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}
