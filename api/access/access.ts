import { parseApiKeys, type ApiKey } from "../../common/api-keys.ts";
import type { Config } from "../../common/config.ts";
import { TouchlineError } from "../../common/errors.ts";
import { isLoopback } from "./network-of.ts";

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
 * Reads from the settings who may ask. Throws bad_usage where other machines
 * could ask, directly or through a proxy, and no setting lets them.
 */
export function readAccess(config: Config): Access {
  const { HOST, RATE_LIMIT, TRUSTED_PROXIES: trustedProxies } = config;
  const keys = parseApiKeys(config.API_KEYS) ?? [];
  const allowsAnyone = config.ALLOW_ANONYMOUS === 1;
  const localNames = keys.length === 0 && !allowsAnyone;
  if (localNames && !isLoopbackHost(HOST)) throw unsaid(`HOST=${HOST}`);
  // Through a proxy, every request comes from where the proxy runs.
  if (localNames && trustedProxies > 0)
    throw unsaid(`TRUSTED_PROXIES=${trustedProxies}`);
  const usual = localNames ? 0 : REQUESTS_PER_MINUTE;
  return {
    keys,
    localNames,
    requestsPerMinute: RATE_LIMIT === "" ? usual : Number(RATE_LIMIT),
    trustedProxies,
  };
}

const unsaid = (setting: string) =>
  new TouchlineError(
    "bad_usage",
    `${setting} lets other machines ask, and no key is set: set API_KEYS (npx touchline key makes one), or ALLOW_ANONYMOUS=1 to let everybody read who reaches it`,
  );

/** Whether only this machine reaches what listens there. */
const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || isLoopback(host);
