import type { StageTable } from "../stage/stage-tables.ts";
import type { RunTable } from "./run-tables.ts";

/** A table that a step reads, and that this run alone fills. */
export type Source = RunTable | `stage_${StageTable}` | ChangeTable;

/** A table of which a step of a shard reads the rows of all shards. */
type WholeSource = Source | "summed_players";

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
  /**
   * A step of each shard, which computes from the rows that lie there what stays
   * there, except that it reads all rows of these tables and may add to day counts.
   * Other steps run on the first server, over the rows of all shards.
   */
  readonly whole?: readonly WholeSource[];
}

/** Lets each shard take a step by itself. */
const onShards = (step: Step, ...whole: WholeSource[]): Step => ({
  ...step,
  whole,
});

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
  onShards(
    {
      file: "duplicates/outside-retention",
      when: ({ horizon, has }) => horizon && has("stage_session_pings"),
    },
    "run_duplicates",
  ),

  onShards(step("raw/session-pings", "stage_session_pings"), "run_duplicates"),
  // It takes the most memory of all, so it comes before the tables of the run.
  onShards(step("sessions/ping-islands", "change_session_pings")),
  onShards(
    step("raw/run-registrations", "stage_registrations"),
    "run_duplicates",
  ),
  onShards(
    step("raw/run-match-events", "stage_match_events"),
    "run_duplicates",
  ),
  onShards(step("raw/registrations", "run_registrations")),
  onShards(step("raw/match-events", "run_match_events")),
  onShards(
    step(
      "raw/event-ids",
      "change_session_pings",
      "run_registrations",
      "run_match_events",
    ),
  ),

  onShards(later("registrations/current-registrations", "run_registrations")),
  onShards(step("registrations/changed-users", "run_registrations")),
  onShards(step("registrations/registration-data", "run_changed_users")),
  onShards(later("registrations/waiting", "run_changed_users")),
  onShards(step("registrations/held-registrations", "run_registrations")),

  onShards(
    step("matches/affected-match-events", "run_match_events", "run_waiting"),
    "run_waiting",
  ),
  onShards(
    step(
      "sessions/users",
      "run_changed_users",
      "run_ping_islands",
      "run_affected_match_events",
    ),
    "run_affected_match_events",
  ),

  onShards(step("sessions/early-users", "run_ping_islands")),
  onShards(step("sessions/held-pings", "run_early_users"), "run_duplicates"),
  onShards(step("sessions/islands", "run_ping_islands", "run_waiting")),
  onShards(later("sessions/near-sessions", "run_islands")),
  onShards(step("sessions/sessions", "run_islands")),

  onShards(
    step("matches/judged-match-events", "run_affected_match_events"),
    "run_users",
  ),
  onShards(step("matches/match-starts", "run_judged_match_events")),
  onShards(step("matches/match-ends", "run_match_starts")),
  onShards(step("matches/match-verdicts", "run_judged_match_events")),
  onShards(step("matches/matches", "run_judged_match_events")),
  onShards(step("matches/held-match-events", "run_match_verdicts")),

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

  onShards(
    step(
      "players/players",
      "change_registration_data",
      "change_sessions",
      "change_matches",
    ),
  ),
  onShards(later("players/stored-players", "run_users")),
  onShards(step("players/player-states", "change_players")),
  onShards(later("players/moved-players", "run_changed_users")),
  later("players/moved-matches", "run_moved_players"),
  onShards(step("players/activity-counts", "run_player_states")),
  onShards(later("players/moved-sessions", "run_moved_players")),
  onShards(
    step("players/session-counts", "change_sessions", "run_moved_sessions"),
  ),
  onShards(later("players/moved-session-lengths", "run_moved_sessions")),
  onShards(
    step("players/match-counts", "change_matches", "run_moved_matches"),
    "run_player_states",
    "summed_players",
  ),
  onShards(step("players/leaderboard", "change_matches", "run_moved_players")),
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
