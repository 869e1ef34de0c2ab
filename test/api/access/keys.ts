import { writeApiKey } from "../../../common/api-keys.ts";
import { OPEN, readAccess, type Access } from "../../../api/access/access.ts";
import { readConfig } from "../../../common/config.ts";

export const READER = "tl_the-key-of-a-reader";
export const OPERATOR = "tl_the-key-of-an-operator";

/** What API_KEYS has of the two. */
export const API_KEYS = [
  writeApiKey("reader", "read", READER),
  writeApiKey("operator", "operate", OPERATOR),
].join(",");

/** An API that knows these two keys, and else is as these settings say. */
export function accessWithKeys(changes: Partial<Access> = {}): Access {
  const { keys } = readAccess(readConfig({ API_KEYS }));
  return { ...OPEN, keys, ...changes };
}

/** The header with which a program presents a key. */
export const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
