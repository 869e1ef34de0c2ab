import { showKey } from "./show-text.ts";
import { FIELDS, lettersOf } from "./resembling-names.ts";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Texts that are longer are not looked into. */
const LONGEST_TEXT = 64 * 1024;

/** The beginning of {" in base64. */
const BASE64 = /^eyJ[A-Za-z0-9+/_=-]{8,}$/;

/** A hint for an object that holds events, instead of being one; or "". */
export function findEnvelope(object: Json): string {
  for (const [key, value] of Object.entries(object)) {
    const shown = showKey(key);
    const at = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `.[${shown}]`;
    if (Array.isArray(value) && isObject(value[0]))
      return `the events are in ${shown}: unpack them with jq -c '${at}[]'`;
    if (isObject(value) && isLikeEvent(value))
      return `the event is in ${shown}: unpack it with jq -c '${at}'`;
    if (typeof value !== "string" || value.length > LONGEST_TEXT) continue;
    if (isLikeEvent(parse(value)))
      return `the event is JSON as text in ${shown}: unpack it with jq -c '${at} | fromjson'`;
    if (BASE64.test(value))
      return `the event is base64 in ${shown}: unpack it with jq -r '${at} | @base64d'`;
  }
  return "";
}

/** Whether at least two fields of an event are in it, in any spelling. */
function isLikeEvent(value: unknown): boolean {
  if (!isObject(value)) return Array.isArray(value) && isLikeEvent(value[0]);
  const names = new Set(Object.keys(value).slice(0, 100).map(lettersOf));
  return TOP_FIELDS.filter((field) => names.has(field)).length >= 2;
}

const TOP_FIELDS = FIELDS.slice(0, 4).map(lettersOf);

function parse(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
