import { UUID } from "../common/uuid.ts";
import { formatUsual } from "./layout.ts";
import type { Random } from "./random.ts";

const UUIDS = new RegExp(UUID, "g");

/** Ways to write a line of the usual layout that mean the same. */
const SPELLINGS: readonly ((line: string) => string)[] = [
  (line) => `${line}\r`,
  (line) => `  ${line}\t `,
  (line) => JSON.stringify(JSON.parse(line)),
  (line) => JSON.stringify(JSON.parse(line), null, "\t").replaceAll("\n", " "),
  (line) => formatUsual(reverseKeys(JSON.parse(line))),
  (line) =>
    line.replaceAll(/"(\w)/g, (_, letter: string) => `"${escape(letter)}`),
  (line) => line.replace("user_id", "u\\u0073er\\u005fid"),
  (line) => line.replaceAll(UUIDS, (uuid) => uuid.toUpperCase()),
  (line) => line.replaceAll(/": (\d+)/g, "$&.0"),
  (line) => line.replaceAll(/": (\d+)/g, "$&e0"),
  (line) => line.replace(/, "type": "[^"]*"/, ""),
  // extra keys
  (line) => line.replace("{", '{"app": {"version": "1.4", "event_id": null}, '),
  (line) => line.replace(/}}$/, ', "größe": [1, {"type": 2}]}, "ok": true}'),
  (line) => line.replace(/}$/, ', "": "\\"}\\\\"}'),
  // a key twice: the last one counts
  (line) => line.replace("{", '{"event_id": -1, "event_data": null, '),
  (line) => line.replace('"event_data": {', '$&"user_id": "?", "type": 0, '),
];

/** Writes a line otherwise than usual, and still accepted with one meaning. */
export function spellOtherwise(line: string, random: Random): string {
  return random.pick(SPELLINGS)(line);
}

function escape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function reverseKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, reverseKeys(member)] as const)
      .reverse(),
  );
}
