import { parseApiKeys, type ApiKey } from "../../common/settings/api-keys.ts";
import type { Config } from "../../common/settings/config.ts";
import { TouchlineError } from "../../common/errors.ts";
import { isLoopback } from "./network-of.ts";

/** Which requests the API allows. */
export interface Access {
  /** The valid keys; if there are none, no key is required. */
  readonly keys: readonly ApiKey[];
  /** Only requests for a name of this machine are answered. */
  readonly localNames: boolean;
  /** Per key or address; 0 for no limit. */
  readonly requestsPerMinute: number;
  /** The number of proxies whose X-Forwarded-For is trusted. */
  readonly trustedProxies: number;
}

/** All requests, for any name. */
export const OPEN: Access = {
  keys: [],
  localNames: false,
  requestsPerMinute: 0,
  trustedProxies: 0,
};

/** The default if other machines have access. */
const REQUESTS_PER_MINUTE = 6000;

/**
 * Reads the access rules from the settings. Throws bad_usage if other machines
 * would have access, directly or through a proxy, and no setting allows it.
 */
export function readAccess(config: Config): Access {
  const { HOST, RATE_LIMIT, TRUSTED_PROXIES: trustedProxies } = config;
  const keys = parseApiKeys(config.API_KEYS) ?? [];
  const allowsAnyone = config.ALLOW_ANONYMOUS === 1;
  const localNames = keys.length === 0 && !allowsAnyone;
  if (localNames && !isLoopbackHost(HOST)) throw notAllowed(`HOST=${HOST}`);
  // Behind a proxy, every request has the address of the proxy.
  if (localNames && trustedProxies > 0)
    throw notAllowed(`TRUSTED_PROXIES=${trustedProxies}`);
  const usual = localNames ? 0 : REQUESTS_PER_MINUTE;
  return {
    keys,
    localNames,
    requestsPerMinute: RATE_LIMIT === "" ? usual : Number(RATE_LIMIT),
    trustedProxies,
  };
}

const notAllowed = (setting: string) =>
  new TouchlineError(
    "bad_usage",
    `${setting} lets other machines ask, and no key is set: set API_KEYS (npx touchline key makes one), or ALLOW_ANONYMOUS=1 to let everybody read who reaches it`,
  );

/** Whether only this machine can connect to a host. */
const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || isLoopback(host);
