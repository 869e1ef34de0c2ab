import { REASONS, type Reason } from "../../../common/reasons.ts";
import { verdictOf } from "../../../ingest/parse/rules.ts";
import type { DatabaseState } from "../database/database-state.ts";
import { runOracle, type OracleState } from "./oracle.ts";
import {
  DEFAULT_SESSION_GAP,
  sessionDataOf,
  type SessionRow,
} from "./build-tables.ts";
import type { OracleOptions, Ping } from "./event.ts";
import { groupBy } from "./answers/group-by.ts";
import { describeLate } from "./judge/describe-late.ts";
import { judgeLine } from "./judge/judge-line.ts";

const DAY = 86_400;

/** The reasons of events that may yet come to count. */
const HELD: readonly string[] = REASONS.slice(
  verdictOf("outside_retention") + 1,
);

/**
 * The result of the documented rule for forgetting, in the plainest form: no
 * event is ever lost, but some may not be used.
 */
export class RetentionModel {
  readonly #options: OracleOptions;
  /** In seconds. */
  readonly #gap: number;
  readonly #lines: Uint8Array[] = [];
  /** The horizon when each line was read, in Unix seconds. */
  readonly #horizons: number[] = [];
  #horizon = 0;
  /** Sessions that had ended when they were forgotten. */
  readonly #given: SessionRow[] = [];
  /** The places of lines of held pings that were forgotten. */
  readonly #forgottenHeld = new Set<number>();
  /** The places of rejected lines that are gone. */
  readonly #goneLines = new Set<number>();

  /** The clock of the options is also that of all runs. */
  constructor(options: OracleOptions) {
    this.#options = options;
    this.#gap = options.sessionGap ?? DEFAULT_SESSION_GAP;
  }

  ingest(lines: readonly Uint8Array[]): void {
    this.#lines.push(...lines);
    this.#horizons.push(...lines.map(() => this.#horizon));
  }

  /** Moves the horizon on to a day, counted from 1970-01-01. */
  forget(day: number): void {
    const horizon = day * DAY;
    if (horizon <= this.#horizon) return;
    const state = this.judge();
    this.#given.push(
      ...state.sessions
        .filter((session) => this.#mayStillChange(session, this.#horizon))
        .filter((session) => !this.#mayStillChange(session, horizon)),
    );
    this.#horizon = horizon;
    for (const { index } of this.#forgottenPings(state))
      if (HELD.includes(state.verdicts[index] ?? ""))
        this.#forgottenHeld.add(index);
    if (this.#options.now >= horizon) return;
    for (const [index, reason] of this.#rejectedLines(state))
      if (!HELD.includes(reason)) this.#goneLines.add(index);
  }

  /** All lines, as if nothing had been forgotten, less pings that came late. */
  judge(): OracleState {
    return runOracle(this.#lines, {
      ...this.#options,
      horizonOf: (index) => this.#horizons[index] ?? 0,
    });
  }

  /** The expected content of the database. */
  expected(): DatabaseState {
    const state = this.judge();
    const gone = new Set(
      this.#forgottenPings(state).map(({ eventId }) => eventId),
    );
    const sessions = [
      ...this.#given,
      ...state.sessions.filter((row) =>
        this.#mayStillChange(row, this.#horizon),
      ),
    ];
    return {
      ...state,
      sessions,
      sessionData: sessionDataOf(sessions),
      held: state.held.filter(({ event_id }) => !gone.has(event_id)),
      rejectedByReason: count(
        this.#rejectedLines(state).map(([, reason]) => reason),
      ),
      lateDetails: this.#rejectedLines(state).flatMap(([index, reason]) => {
        const detail = this.#detailOf(index, state);
        return detail === undefined ? [] : [{ reason, detail }];
      }),
    };
  }

  /** The rejected lines that stay: the place and the reason of each. */
  #rejectedLines({ verdicts }: OracleState): (readonly [number, Reason])[] {
    return verdicts.flatMap((verdict, index) => {
      const reason = this.#forgottenHeld.has(index)
        ? "outside_retention"
        : verdict;
      const stays =
        reason !== "accepted" &&
        reason !== "blank" &&
        !this.#goneLines.has(index);
      return stays ? [[index, reason] as const] : [];
    });
  }

  /** The detail of a rejected line, if other events reject it. */
  #detailOf(index: number, { detailOf }: OracleState): string | undefined {
    if (!this.#forgottenHeld.has(index)) return detailOf.get(index);
    const event = judgeLine(this.#lines[index]!, index, this.#options);
    return typeof event === "string"
      ? undefined
      : describeLate(event, "outside_retention", new Map());
  }

  /** Pings that are removed: those of sessions that a later ping cannot reach. */
  #forgottenPings({ verdicts }: OracleState): Ping[] {
    const raw = this.#lines.flatMap((line, index): Ping[] => {
      const verdict = verdicts[index] ?? "";
      if (verdict !== "accepted" && !HELD.includes(verdict)) return [];
      const event = judgeLine(line, index, this.#options);
      return typeof event === "string" || event.type !== "session_ping"
        ? []
        : [event];
    });
    return [...groupBy(raw, ({ userId }) => userId).values()].flatMap((pings) =>
      splitAtGaps(pings, this.#gap)
        .filter(
          (chain) => !this.#reaches(chain.at(-1)!.timestamp, this.#horizon),
        )
        .flat(),
    );
  }

  /** Whether a ping at the horizon can be in the session of a ping at this time. */
  #reaches(time: number, horizon: number): boolean {
    return time + this.#gap >= horizon;
  }

  #mayStillChange({ session_end }: SessionRow, horizon: number): boolean {
    return this.#reaches(session_end, horizon);
  }
}

function count(reasons: readonly Reason[]): Partial<Record<Reason, number>> {
  const counts: Partial<Record<Reason, number>> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function splitAtGaps(pings: readonly Ping[], gap: number): Ping[][] {
  const chains: Ping[][] = [];
  for (const ping of pings.toSorted((a, b) => a.timestamp - b.timestamp)) {
    const chain = chains.at(-1);
    const last = chain?.at(-1)?.timestamp;
    if (last !== undefined && ping.timestamp - last <= gap) chain?.push(ping);
    else chains.push([ping]);
  }
  return chains;
}
