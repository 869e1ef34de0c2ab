import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dayOf } from "../../../common/days.ts";
import { SEASON_NOW } from "../../support/season/cast.ts";
import { requestFor } from "../../support/command/ingest-lines.ts";
import type { History } from "./history.ts";
import type { Work } from "../child/perform-work.ts";

/** A day in the middle of the history. */
const MIDDLE = dayOf(SEASON_NOW) - 6;

/** The victim, and its database. */
export interface Subject {
  /** The work before it, undisturbed. */
  readonly before: Work;
  readonly killed: Work;
  /** The work after it. */
  readonly after: Work;
}

export const COMMANDS = ["ingest", "replay", "erase", "forget"] as const;

export type CommandName = Work["command"];

/** The subject of a laboratory, in the folder of its history. */
export function createSubject(
  command: CommandName,
  folder: string,
  { files }: History,
): Subject {
  const [first, second, third] = files;
  const after = ingestWork(folder, third);
  switch (command) {
    case "ingest":
      return {
        ...{ before: ingestWork(folder, first), after },
        killed: ingestWork(folder, second),
      };
    case "replay": {
      // The country of most users is missing at first.
      const timezones = join(folder, "few-timezones.jsonl");
      const zone = { country: "DE", timezone: "Europe/Berlin" };
      writeFileSync(timezones, `${JSON.stringify(zone)}\n`);
      const { request } = ingestWork(folder, first);
      return {
        before: { command: "ingest", request: { ...request, timezones } },
        killed: {
          command: "replay",
          request: { ...request, reasons: ["unknown_country"] },
        },
        after,
      };
    }
    case "erase":
      return {
        ...{ before: ingestWork(folder, first), after },
        killed: { command: "erase", userId: busiestUser(first) },
      };
    case "forget":
      return {
        ...{ before: ingestWork(folder, first), after },
        killed: { command: "forget", horizon: MIDDLE },
      };
  }
}

/** The user with the most matches in the lines of a file. */
function busiestUser(file: string): string {
  const matches = new Map<string, number>();
  const text = readFileSync(file, "latin1");
  for (const [, id = ""] of text.matchAll(/"home_user_id": "([0-9a-f-]{36})"/g))
    matches.set(id, (matches.get(id) ?? 0) + 1);
  const [first] = [...matches].sort(([, a], [, b]) => b - a);
  if (!first) throw new Error("nobody has played");
  return first[0];
}

/** The ingest command on a file, for the zones and clock of the tests. */
export function ingestWork(
  folder: string,
  file: string,
): Extract<Work, { command: "ingest" }> {
  return { command: "ingest", request: requestFor(folder, [file]) };
}
