import type { RunTable } from "./run-tables.ts";

/** What there is to derive from: steps without their input are left out. */
export interface Occasion {
  /** An earlier run was published. */
  readonly history: boolean;
  /** Raw events were forgotten. */
  readonly horizon: boolean;
  /** Ids that may have come twice in this run. */
  readonly repeatedIds: boolean;
  readonly registrations: boolean;
  readonly sessionPings: boolean;
  readonly matchEvents: boolean;
}

/** One SQL file of this folder, and when it has something to do. */
export interface Step {
  readonly file: string;
  readonly when: (occasion: Occasion) => boolean;
  /** Nothing to do either while this table of the run is empty. */
  readonly unlessEmpty?: RunTable;
}

const step = (file: string, when: Step["when"]): Step => ({ file, when });

/** The users or matches of earlier runs may be affected as well. */
const matches = ({ matchEvents, registrations, history }: Occasion): boolean =>
  matchEvents || (registrations && history);
const pings = ({ sessionPings, registrations, history }: Occasion): boolean =>
  sessionPings || (registrations && history);
const displaces = ({ registrations, history }: Occasion): boolean =>
  registrations && history;

/** Whether there may be duplicates. */
export const mayRepeat = ({ history, repeatedIds }: Occasion): boolean =>
  history || repeatedIds;

/** The rules over several events, in their order. */
export const RULES: readonly Step[] = [
  step("old-ids", ({ history }) => history),
  step("known-ids", ({ history }) => history),
  step("duplicates", mayRepeat),
  step("outside-retention", (run) => run.horizon && run.sessionPings),

  step("session-pings", ({ sessionPings }) => sessionPings),
  step("run-registrations", ({ registrations }) => registrations),
  step("run-match-events", ({ matchEvents }) => matchEvents),
  step("places", (run) => run.registrations || run.matchEvents),
  step("registrations", ({ registrations }) => registrations),
  step("match-events", ({ matchEvents }) => matchEvents),
  step("event-ids", () => true),

  step("current-registrations", displaces),
  step("changed-users", ({ registrations }) => registrations),
  step("registration-data", ({ registrations }) => registrations),
  step("waiting", displaces),
  step("held-registrations", ({ registrations }) => registrations),

  step("affected-match-events", matches),
  step("first-pings", ({ sessionPings }) => sessionPings),
  step("users", () => true),

  step("early-users", ({ sessionPings }) => sessionPings),
  step("held-pings", ({ sessionPings }) => sessionPings),
  step("islands", pings),
  step("near-sessions", ({ history }) => history),
  step("sessions", pings),

  step("judged-match-events", matches),
  step("match-starts", matches),
  step("match-ends", matches),
  step("match-verdicts", matches),
  step("matches", matches),
  step("held-match-events", matches),

  { ...step("held-events", () => true), unlessEmpty: "run_held" },
  step("rejected-lines", () => true),
  step("held-changes", ({ history }) => history),
  step("held-event-changes", ({ history }) => history),
  step("rejected-event-changes", ({ history }) => history),
];

/** What needs the text of the lines that the rules reject. */
export const WITH_TEXT: readonly Step[] = [step("rejected-events", () => true)];
