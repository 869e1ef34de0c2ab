/**
 * The stages of a run, in their order; together they are the whole of it. The
 * engine starts while files are parsed: "open" is for how long it takes longer.
 */
export const STAGES = [
  "start",
  "parse",
  "open",
  "load",
  "duplicates",
  "rules over several events",
  "sessions",
  "publish",
  "close",
] as const;
export type Stage = (typeof STAGES)[number];

/** Statements of the stages that are not the rules over several events. */
const OF_STATEMENT: Readonly<Record<string, Stage>> = {
  "load-blocks": "load",
  "session-pings": "load",
  "run-registrations": "load",
  "run-match-events": "load",
  places: "load",
  registrations: "load",
  "match-events": "load",
  "event-ids": "load",
  "old-ids": "duplicates",
  "known-ids": "duplicates",
  duplicates: "duplicates",
  islands: "sessions",
  "near-sessions": "sessions",
  sessions: "sessions",
};

/** The stage that a statement of a run belongs to, by its name. */
export function stageOf(statement: string): Stage {
  return OF_STATEMENT[statement] ?? "rules over several events";
}
