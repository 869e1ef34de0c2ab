import type { StageTable } from "../stage/stage-tables.ts";
import type { RunTable } from "./run-tables.ts";

/** A table that a step reads, and that this run alone fills. */
export type Source = RunTable | `stage_${StageTable}` | ChangeTable;

type ChangeTable =
  | "change_session_pings"
  | "change_registration_data"
  | "change_sessions"
  | "change_matches"
  | "change_players";

/** What there is to derive from. */
export interface Occasion {
  /** An earlier run was published. */
  readonly history: boolean;
  /** Raw events were forgotten. */
  readonly horizon: boolean;
  /** Whether a table may have rows: it has been filled by now. */
  readonly has: (table: Source) => boolean;
}

/** A SQL file below this folder, and when it has something to do. */
export interface Step {
  readonly file: string;
  readonly when: (occasion: Occasion) => boolean;
}

/** A step with nothing to do unless one of these tables has rows. */
const step = (file: string, ...sources: Source[]): Step => ({
  file,
  when: ({ has }) => sources.some(has),
});

/** A step that reads the data of earlier runs only. */
const later = (file: string, ...sources: Source[]): Step => ({
  file,
  when: ({ history, has }) => history && sources.some(has),
});

/** The rules over several events, in their order. */
export const RULES: readonly Step[] = [
  later(
    "duplicates/old-ids",
    "stage_registrations",
    "stage_session_pings",
    "stage_match_events",
  ),
  step("duplicates/known-ids", "run_old_ids"),
  step("duplicates/duplicates", "run_known_ids", "stage_repeated_ids"),
  {
    file: "duplicates/outside-retention",
    when: ({ horizon, has }) => horizon && has("stage_session_pings"),
  },

  step("raw/session-pings", "stage_session_pings"),
  // It takes the most memory of all, so it comes before the tables of the run.
  step("sessions/ping-islands", "change_session_pings"),
  step("raw/run-registrations", "stage_registrations"),
  step("raw/run-match-events", "stage_match_events"),
  step("raw/registrations", "run_registrations"),
  step("raw/match-events", "run_match_events"),
  step(
    "raw/event-ids",
    "change_session_pings",
    "run_registrations",
    "run_match_events",
  ),

  later("registrations/current-registrations", "run_registrations"),
  step("registrations/changed-users", "run_registrations"),
  step("registrations/registration-data", "run_changed_users"),
  later("registrations/waiting", "run_changed_users"),
  step("registrations/held-registrations", "run_registrations"),

  step("matches/affected-match-events", "run_match_events", "run_waiting"),
  step(
    "sessions/users",
    "run_changed_users",
    "run_ping_islands",
    "run_affected_match_events",
  ),

  step("sessions/early-users", "run_ping_islands"),
  step("sessions/held-pings", "run_early_users"),
  step("sessions/islands", "run_ping_islands", "run_waiting"),
  later("sessions/near-sessions", "run_islands"),
  step("sessions/sessions", "run_islands"),

  step("matches/judged-match-events", "run_affected_match_events"),
  step("matches/match-starts", "run_judged_match_events"),
  step("matches/match-ends", "run_match_starts"),
  step("matches/match-verdicts", "run_judged_match_events"),
  step("matches/matches", "run_judged_match_events"),
  step("matches/held-match-events", "run_match_verdicts"),

  step("held/held-events", "run_held"),
  step(
    "rejected/rejected-lines",
    "run_held",
    "run_duplicates",
    "run_outside_retention",
  ),
  later(
    "held/held-changes",
    "run_waiting",
    "run_changed_users",
    "run_match_verdicts",
  ),
  step("held/held-event-changes", "run_held_changes"),
  step("rejected/rejected-event-changes", "run_held_changes"),

  step(
    "players/players",
    "change_registration_data",
    "change_sessions",
    "change_matches",
  ),
  later("players/stored-players", "run_users"),
  step("players/player-states", "change_players"),
  later("players/moved-players", "run_changed_users"),
  later("players/moved-matches", "run_moved_players"),
  step("players/activity-counts", "run_player_states"),
  later("players/moved-sessions", "run_moved_players"),
  step("players/session-counts", "change_sessions", "run_moved_sessions"),
  later("players/moved-session-lengths", "run_moved_sessions"),
  step("players/match-counts", "change_matches", "run_moved_matches"),
  step("players/leaderboard", "change_matches", "run_moved_players"),
];

/** The tables of a run that are read after the rules. */
export const RESULTS: ReadonlySet<string> = new Set<RunTable>([
  "run_duplicates",
  "run_held",
  "run_rejected_lines",
  "run_held_changes",
]);

/** What needs the text of the lines that the rules reject. */
export const WITH_TEXT: readonly Step[] = [
  step("rejected/rejected-events", "stage_rejected"),
];
