import { formatCount } from "../../common/text.ts";
import { MAX_LINE_BYTES } from "../input/shard.ts";
import { findFault, type JsonFault } from "./json-text.ts";
import { showValue } from "./show-text.ts";

/** Characters that are shown of what does not fit. */
const SHOWN = 30;

/**
 * The detail of a line that is malformed_json.
 * @param line its bytes, or the beginning of one that is too long.
 * @param length the length of the whole line in bytes.
 */
export function explainMalformed(line: Buffer, length: number): string {
  if (length > MAX_LINE_BYTES)
    return `the line has ${formatCount(length)} bytes: expected at most ${formatCount(MAX_LINE_BYTES)}`;
  const text = line.toString("utf8");
  const invalid = findInvalidByte(line, text);
  if (invalid !== undefined)
    return `byte ${invalid + 1} is 0x${line.toString("hex", invalid, invalid + 1)}: expected UTF-8; this looks like another character set, such as Latin-1`;
  const fault = findFault(text);
  return fault ? explainFault(text, fault) : explainOther(text);
}

/** The place of the first byte that is not UTF-8. */
function findInvalidByte(line: Buffer, text: string): number | undefined {
  if (!text.includes("\ufffd")) return undefined;
  const again = Buffer.from(text);
  if (again.equals(line)) return undefined;
  return line.findIndex((byte, at) => byte !== again[at]);
}

function explainFault(text: string, fault: JsonFault): string {
  const { at, expected } = fault;
  const found =
    at >= text.trimEnd().length
      ? `the line ends after character ${text.trimEnd().length}`
      : `character ${at + 1} begins ${showValue(text.slice(at), SHOWN)}`;
  const hint = hintOf(text, fault);
  return `${found}: expected ${expected}${hint && `; ${hint}`}`;
}

/** What people have in place of JSON, by how it looks where it stops being JSON. */
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [/^['‘’“”`]/, "JSON needs double quotes"],
  [/^(NaN|-?Infinity|undefined)\b/, "JSON has no such value: use null"],
  [/^(True|False|None)\b/, "this looks like Python: use json.dumps"],
  [/^(TRUE|FALSE|NULL)\b/, "JSON writes true, false and null in small letters"],
  [/^(\/\/|\/\*|#)/, "JSON has no comments"],
  [/^[+.]/, "JSON writes numbers as 5 or 0.5"],
];

/** A hint for the fault, or an empty text. */
function hintOf(text: string, { at, expected }: JsonFault): string {
  const start = text.trimStart();
  const rest = text.slice(at, at + SHOWN);
  if (start.startsWith("<")) return "this looks like XML or HTML";
  if (rest.trim() === "")
    return /^[[{]\s*$/.test(text)
      ? "if a value goes on over several lines, name the file .json"
      : "the line is cut off, or continues on the next one";
  if (!/^[[{"]/.test(start)) {
    if (/^[^'"]*[[{]\s*"/.test(start)) return "there is text before the JSON";
    if (/[,;\t]/.test(start.replace(/[,;]\s*$/, "")))
      return "this looks like CSV, which needs a header line and the ending .csv or .tsv";
  }
  if (expected === "nothing more")
    return rest.startsWith(",")
      ? "leave out the comma, or name a file with one JSON array .json"
      : "put each value on a line of its own";
  if (/^[}\]]/.test(rest) && /,\s*$/.test(text.slice(0, at)))
    return "JSON has no comma before a closing bracket";
  if (/^[\]}],?\s*$/.test(start))
    return "if a value goes on over several lines, name the file .json";
  const look = LOOKS.find(([pattern]) => pattern.test(rest));
  if (look) return look[1];
  if (expected.startsWith("a key") && /^[\w$]/.test(rest))
    return "this looks like JavaScript: JSON needs keys in double quotes";
  if (/^\d/.test(rest) && /\d$/.test(text.slice(0, at)))
    return "JSON has no zeros before a number";
  return "";
}

/** JSON, but not one object. */
function explainOther(text: string): string {
  const value = JSON.parse(text) as unknown;
  const shown = showValue(text.trim());
  if (Array.isArray(value))
    return `the line is ${shown}: expected one JSON object; name a file with one array .json, or unpack arrays with jq -c '.[]'`;
  const hint =
    typeof value === "string" && /^\s*\{/.test(value)
      ? "; this is JSON as text, which jq -c fromjson unpacks"
      : "";
  return `the line is ${shown}: expected one JSON object${hint}`;
}
