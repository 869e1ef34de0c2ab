import type { StageTable } from "../stage/stage-tables.ts";
import type { RunTable } from "./run-tables.ts";

/** A table that a step reads, and that this run alone fills. */
export type Source = RunTable | `stage_${StageTable}` | "change_session_pings";

/** What there is to derive from. */
export interface Occasion {
  /** An earlier run was published. */
  readonly history: boolean;
  /** Raw events were forgotten. */
  readonly horizon: boolean;
  /** Whether a table may have rows: it has been filled by now. */
  readonly has: (table: Source) => boolean;
}

/** One SQL file of this folder, and when it has something to do. */
export interface Step {
  readonly file: string;
  readonly when: (occasion: Occasion) => boolean;
}

/** A step with nothing to do unless one of these tables has rows. */
const step = (file: string, ...sources: Source[]): Step => ({
  file,
  when: ({ has }) => sources.some(has),
});

/** One that looks at earlier runs only. */
const later = (file: string, ...sources: Source[]): Step => ({
  file,
  when: ({ history, has }) => history && sources.some(has),
});

/** The rules over several events, in their order. */
export const RULES: readonly Step[] = [
  later(
    "old-ids",
    "stage_registrations",
    "stage_session_pings",
    "stage_match_events",
  ),
  step("known-ids", "run_old_ids"),
  step("duplicates", "run_known_ids", "stage_repeated_ids"),
  {
    file: "outside-retention",
    when: ({ horizon, has }) => horizon && has("stage_session_pings"),
  },

  step("session-pings", "stage_session_pings"),
  step("run-registrations", "stage_registrations"),
  step("run-match-events", "stage_match_events"),
  step("places", "run_registrations", "run_match_events"),
  step("registrations", "run_registrations"),
  step("match-events", "run_match_events"),
  step(
    "event-ids",
    "change_session_pings",
    "run_registrations",
    "run_match_events",
  ),

  later("current-registrations", "run_registrations"),
  step("changed-users", "run_registrations"),
  step("registration-data", "run_changed_users"),
  later("waiting", "run_changed_users"),
  step("held-registrations", "run_registrations"),

  step("affected-match-events", "run_match_events", "run_waiting"),
  step("first-pings", "change_session_pings"),
  step("users", "run_first_pings", "run_affected_match_events"),

  step("early-users", "run_first_pings"),
  step("held-pings", "run_early_users"),
  step("islands", "change_session_pings", "run_waiting"),
  later("near-sessions", "run_islands"),
  step("sessions", "run_islands"),

  step("judged-match-events", "run_affected_match_events"),
  step("match-starts", "run_judged_match_events"),
  step("match-ends", "run_match_starts"),
  step("match-verdicts", "run_judged_match_events"),
  step("matches", "run_affected_match_events"),
  step("held-match-events", "run_match_verdicts"),

  step("held-events", "run_held"),
  step("rejected-lines", "run_held", "run_duplicates", "run_outside_retention"),
  later(
    "held-changes",
    "run_waiting",
    "run_changed_users",
    "run_match_verdicts",
  ),
  step("held-event-changes", "run_held_changes"),
  step("rejected-event-changes", "run_held_changes"),
];

/** What needs the text of the lines that the rules reject. */
export const WITH_TEXT: readonly Step[] = [
  step("rejected-events", "stage_rejected"),
];
