import { writeApiKey } from "../../../common/settings/api-keys.ts";
import { OPEN, readAccess, type Access } from "../../../api/access/access.ts";
import { readConfig } from "../../../common/settings/config.ts";

export const READER = "tl_the-key-of-a-reader";
export const OPERATOR = "tl_the-key-of-an-operator";

/** The entry of each key in API_KEYS. */
export const API_KEYS = [
  writeApiKey("reader", "read", READER),
  writeApiKey("operator", "operate", OPERATOR),
].join(",");

/** An API that knows these two keys, with these other settings. */
export function accessWithKeys(changes: Partial<Access> = {}): Access {
  const { keys } = readAccess(readConfig({ API_KEYS }));
  return { ...OPEN, keys, ...changes };
}

/** The header that presents a key. */
export const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
