import { quoteLiterals } from "../engine/location.ts";
import { TouchlineError } from "../../../common/errors.ts";
import {
  openAzure,
  openGoogle,
  openS3,
  type ObjectAddress,
} from "./object-stores.ts";
import { withoutSecrets, type Environment, type Store } from "./store.ts";

const OBJECT_STORES: Record<
  string,
  (address: ObjectAddress, env: Environment) => Store
> = { s3: openS3, gs: openGoogle, az: openAzure };

/**
 * The store of an address, with the credentials of the environment.
 * Throws input_failed if the address is none.
 */
export function openStore(address: string, env: Environment): Store {
  const [, scheme = "", bucket = "", path = ""] =
    /^(\w+):\/\/([^/]*)\/?(.*)$/s.exec(address) ?? [];
  const open = OBJECT_STORES[scheme];
  if (!open) return openWeb(address);
  if (bucket !== "") return open({ bucket, path }, env);
  throw new TouchlineError(
    "input_failed",
    `${address} names no bucket: write ${scheme}://BUCKET/PATH`,
  );
}

/** A web server, which has one file at an address. */
function openWeb(address: string): Store {
  const { url, secrets } = readUrl(address);
  return {
    prefix: "",
    path: withoutSecrets(address),
    canList: false,
    tableOf: (_, ...content) => `url(${quoteLiterals([url, ...content])})`,
    secrets,
    remedy: "check the address and whether it needs credentials",
  };
}

/** The address for the engine, and what of it no message may contain. */
function readUrl(address: string) {
  try {
    const { href, password, search } = new URL(address);
    const secrets = [password, search.slice(1)].map(escapePatterns);
    return {
      url: escapePatterns(href),
      secrets: secrets.filter((secret) => secret !== ""),
    };
  } catch (error) {
    throw new TouchlineError(
      "input_failed",
      `${withoutSecrets(address)} is not a valid address`,
      { cause: error },
    );
  }
}

/** The engine would read several addresses. */
const escapePatterns = (text: string): string =>
  text.replace(/[{}|]/g, encodeURIComponent);
