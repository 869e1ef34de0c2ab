import { REASONS, type Reason } from "../../../common/reasons.ts";
import { verdictOf } from "../../../ingest/parse/rules.ts";
import { runOracle, type OracleState } from "../oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../season/cast.ts";

interface MatchEvent {
  readonly event_id: number;
  readonly event_type: string;
  readonly event_timestamp: number;
  readonly event_data: Record<string, unknown>;
}

/** The stand-in for the erased user in a match. */
export type StandIns = ReadonlyMap<string, string>;

const judge = (lines: readonly Uint8Array[]) =>
  runOracle(lines, { countries: SEASON_COUNTRIES, now: SEASON_NOW });

/**
 * The result of the documented rule for erasing on these lines: none of the
 * user's, except the matches that count, in which a stand-in plays.
 */
export function withoutUser(
  lines: readonly Uint8Array[],
  user: string,
  standIns: StandIns,
): OracleState {
  const { verdicts } = judge(lines);
  const registered = new Map<string, number>();
  const left = lines.flatMap((line, index) => {
    const verdict = verdicts[index] as Reason | "accepted" | "blank";
    if (verdict === "blank") return [line];
    if (isFinal(verdict)) return mentions(line, user) ? [] : [line];
    const event = JSON.parse(Buffer.from(line).toString()) as MatchEvent;
    const { event_data: data, event_timestamp } = event;
    const isMatch = event.event_type === "match";
    const names = isMatch ? ["home_user_id", "away_user_id"] : ["user_id"];
    const isTheirs = names.filter(
      (field) => String(data[field]).toLowerCase() === user,
    );
    if (isTheirs.length === 0) return [line];
    if (verdict !== "accepted" || !isMatch) return [];
    const standIn =
      standIns.get(String(data["match_id"]).toLowerCase()) ?? "nobody";
    if (data["home_goals_scored"] === null)
      registered.set(standIn, event_timestamp);
    const named = isTheirs.map((field) => [field, standIn] as const);
    return [
      Buffer.from(
        JSON.stringify({
          ...event,
          event_data: { ...data, ...Object.fromEntries(named) },
        }),
      ),
    ];
  });
  const country = [...SEASON_COUNTRIES.keys()][0];
  const registrations = [...registered].map(([user_id, time], index) =>
    Buffer.from(
      JSON.stringify({
        event_id: 3_000_000_000_000_000 + index,
        event_type: "registration",
        event_timestamp: time,
        event_data: { country, user_id, device_os: "Web" },
      }),
    ),
  );
  const state = judge([...registrations, ...left]);
  return {
    ...state,
    registrationData: state.registrationData.map((row) => {
      const time = registered.get(row.user_id);
      if (time === undefined) return row;
      const utc = new Date(time * 1000).toISOString();
      return {
        ...row,
        country: "",
        device: "",
        registration_date_local_timezone: utc.slice(0, 19).replace("T", " "),
      };
    }),
  };
}

function isFinal(verdict: Reason | "accepted"): boolean {
  return (
    verdict !== "accepted" &&
    REASONS.indexOf(verdict) <= verdictOf("outside_retention")
  );
}

/** Whether a line contains the id, escaped or not. */
function mentions(line: Uint8Array, user: string): boolean {
  return Buffer.from(line)
    .toString("latin1")
    .replaceAll(/\\u00([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    )
    .toLowerCase()
    .includes(user);
}
