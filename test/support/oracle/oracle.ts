import { REASONS, type Reason } from "../../../common/reasons.ts";
import {
  answerGameStats,
  answerUserStats,
  type GameStatsAnswer,
  type UserStatsAnswer,
} from "./answers/answers.ts";
import { buildTables, type OracleTables } from "./build-tables.ts";
import {
  utcDate,
  type LineVerdict,
  type OracleEvent,
  type OracleOptions,
} from "./event.ts";
import { describeLate } from "./judge/describe-late.ts";
import { judgeLine } from "./judge/judge-line.ts";
import { judgeTogether } from "./judge/judge-together.ts";

export interface HeldRow {
  readonly event_id: number;
  readonly reason: Reason;
}

export interface LateDetail {
  readonly reason: Reason;
  readonly detail: string;
}

/** The result of one perfect run over all the lines. */
export interface OracleState extends OracleTables {
  /** One for each line, in the order of the input. */
  readonly verdicts: readonly LineVerdict[];
  readonly accepted: number;
  readonly blank: number;
  /** The reasons that occur, in the order of the rules. */
  readonly rejectedByReason: Readonly<Partial<Record<Reason, number>>>;
  /** Events that may count later, by event_id. */
  readonly held: readonly HeldRow[];
  /** The details of the lines that other events reject. */
  readonly lateDetails: readonly LateDetail[];
  /** The same details, by the place of the line in the input. */
  readonly detailOf: ReadonlyMap<number, string>;
  /** The UTC day of the registration that counts, by user. */
  readonly registeredOn: ReadonlyMap<string, string>;
  /** How many seconds the user's clock was ahead of UTC at that registration. */
  readonly clockOffsets: ReadonlyMap<string, number>;
  /** The response for a user; undefined where the API answers 404. */
  userStats(
    userId: string,
    date: string | undefined,
    today: string,
  ): UserStatsAnswer | undefined;
  gameStats(date: string | undefined): GameStatsAnswer;
}

/** Reasons for which the rules over several events reject for good. */
const FINAL: ReadonlySet<Reason> = new Set([
  "duplicate_event",
  "outside_retention",
]);

/**
 * The documented rules and metrics in the plainest form, all in memory: what
 * the real pipeline must agree with. It shares nothing with it but the names
 * of the reasons. Lines come without their LF and in the order of the input;
 * a byte order mark at the start of a file is taken off before.
 */
export function runOracle(
  lines: readonly Uint8Array[],
  options: OracleOptions,
): OracleState {
  const verdicts: LineVerdict[] = [];
  const passed: OracleEvent[] = [];
  lines.forEach((line, index) => {
    const judged = judgeLine(line, index, options);
    if (typeof judged === "string") {
      verdicts.push(judged);
    } else {
      verdicts.push("accepted");
      passed.push(judged);
    }
  });

  const judgement = judgeTogether(passed, options.horizonOf);
  const held: HeldRow[] = [];
  const lateDetails: LateDetail[] = [];
  const detailOf = new Map<number, string>();
  for (const [event, reason] of judgement.rejected) {
    verdicts[event.index] = reason;
    const { registrations } = judgement;
    const detail = describeLate(event, reason, registrations);
    lateDetails.push({ reason, detail });
    detailOf.set(event.index, detail);
    if (!FINAL.has(reason)) {
      held.push({ event_id: event.eventId, reason });
    }
  }

  const count = (verdict: LineVerdict) =>
    verdicts.filter((candidate) => candidate === verdict).length;
  const rejectedByReason: Partial<Record<Reason, number>> = {};
  for (const reason of REASONS) {
    if (verdicts.includes(reason)) rejectedByReason[reason] = count(reason);
  }

  const tables = buildTables(judgement, options);
  return {
    ...tables,
    verdicts,
    accepted: count("accepted"),
    blank: count("blank"),
    rejectedByReason,
    held: held.toSorted((a, b) => a.event_id - b.event_id),
    lateDetails,
    detailOf,
    registeredOn: new Map(
      [...judgement.registrations].map(([user, { timestamp }]) => [
        user,
        utcDate(timestamp),
      ]),
    ),
    clockOffsets: new Map(
      tables.registrationData.map((row) => [
        row.user_id,
        Date.parse(`${row.registration_date_local_timezone}Z`) / 1000 -
          judgement.registrations.get(row.user_id)!.timestamp,
      ]),
    ),
    userStats: (userId, date, today) =>
      answerUserStats(tables, userId, date, today),
    gameStats: (date) => answerGameStats(tables, date),
  };
}
