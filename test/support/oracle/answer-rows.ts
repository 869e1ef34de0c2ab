import { mondayOf } from "./answers/calendar.ts";
import { utcDate } from "./event.ts";
import { HOUR, hoursOf, playersByMinute } from "./hours.ts";
import type { OracleState } from "./oracle.ts";

/** The facts from which the rows that the API reads follow. */
export type Facts = Pick<
  OracleState,
  | "registrationData"
  | "registeredOn"
  | "clockOffsets"
  | "sessions"
  | "matches"
  | "sessionData"
  | "matchData"
>;

/** The rows that the API reads, of which each kind is in any order. */
export interface AnswerRows {
  readonly players: readonly object[];
  readonly playerSessions: readonly object[];
  readonly playerMatches: readonly object[];
  readonly dayCounts: readonly object[];
  readonly leaderboard: readonly object[];
}

/** Country and device; empty for all. */
type Segment = readonly [country: string, device: string];

const DAY = 86_400_000;
/** The first date of the database, which stands for all time. */
const ALL_TIME = "1970-01-01";

/** The rows that follow from the facts, in the plainest form. */
export function answerRowsOf(facts: Facts): AnswerRows {
  const playerMatches = facts.matches.flatMap((match) => [
    fromSide(match, true),
    fromSide(match, false),
  ]);
  const leaderboard = leaderboardOf(facts, playerMatches);
  return {
    players: playersOf(facts, playerMatches),
    playerSessions: facts.sessions.map(
      ({ user_id, session_start, session_end }) => ({
        ...{ user_id, session_start, session_end, copies: 1 },
      }),
    ),
    playerMatches: playerMatches.map((row) => ({ ...row, copies: 1 })),
    dayCounts: [
      ...activityOf(facts),
      ...minutesOf(facts.sessions),
      ...matchesOf(facts),
      ...pointsOf(leaderboard),
    ],
    leaderboard,
  };
}

type PlayerMatch = ReturnType<typeof fromSide>;

function fromSide(match: Facts["matches"][number], isHome: boolean) {
  const { home_user_id, away_user_id } = match;
  const goals = [match.home_goals_scored, match.away_goals_scored] as const;
  return {
    user_id: isHome ? home_user_id : away_user_id,
    match_id: match.match_id,
    match_start: match.match_start,
    match_end: match.match_end,
    is_home: isHome,
    opponent: isHome ? away_user_id : home_user_id,
    goals_scored: isHome ? goals[0] : goals[1],
    goals_conceded: isHome ? goals[1] : goals[0],
  };
}

function playersOf(
  { registrationData, sessionData, matchData }: Facts,
  playerMatches: readonly PlayerMatch[],
): object[] {
  return registrationData.map(({ user_id, ...registration }) => {
    const isOwn = (row: { user_id: string }) => row.user_id === user_id;
    const sessions = sessionData.filter(isOwn);
    const matches = matchData.filter(isOwn);
    const dates = new Set([...sessions, ...matches].map(({ date }) => date));
    const days = [...dates].toSorted().map((date) => {
      const played = sessions.find((row) => row.date === date);
      const won = matches.find((row) => row.date === date);
      return [
        ...[date, played?.session_count ?? 0, played?.time_spent_in_game ?? 0],
        playerMatches.filter((row) => isOwn(row) && dayOf(row) === date).length,
        won?.total_duration ?? 0,
        ...[won?.total_points_home ?? 0, won?.total_points_away ?? 0],
      ];
    });
    return { user_id, ...registration, days };
  });
}

const dayOf = ({ match_start }: PlayerMatch): string => utcDate(match_start);

/** Counts by metric, segment, date and bucket. */
class Counts {
  readonly #counts = new Map<string, number>();

  add(
    metric: string,
    segments: readonly Segment[],
    date: string,
    n: number,
    bucket = 0,
  ): void {
    const keys = segments.map(([country, device]) =>
      JSON.stringify({ metric, country, device, date, bucket }),
    );
    for (const key of new Set(keys))
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + n);
  }

  rows(): object[] {
    return [...this.#counts]
      .filter(([, n]) => n !== 0)
      .map(([key, n]) => ({ ...(JSON.parse(key) as object), n }));
  }
}

/** Those of a player: all, of the country, of the device, of both. */
function segmentsOf({
  country,
  device,
}: {
  readonly country: string;
  readonly device: string;
}): Segment[] {
  return [
    ["", ""],
    [country, ""],
    ["", device],
    [country, device],
  ];
}

function activityOf(facts: Facts): object[] {
  const counts = new Counts();
  for (const player of facts.registrationData) {
    const segments = segmentsOf(player);
    const registered = facts.registeredOn.get(player.user_id) ?? "";
    const week = mondayOf(registered);
    const own = facts.sessions.filter((row) => row.user_id === player.user_id);
    const days = new Set(own.map(({ date }) => date));
    for (const { date, session_start, session_end } of own) {
      const seconds = session_end - session_start;
      counts.add("sessions", segments, date, 1);
      counts.add("seconds", segments, date, seconds);
      counts.add("session_length", segments, date, 1, seconds);
    }
    for (const row of facts.matchData)
      if (row.user_id === player.user_id)
        counts.add("match_seconds", segments, row.date, row.total_duration);
    for (const window of [1, 7, 30]) {
      const active = [...days].flatMap((day) =>
        Array.from({ length: window }, (_, later) => daysAfter(day, later)),
      );
      for (const day of new Set(active))
        counts.add(`active_${window}`, segments, day, 1);
    }
    for (const day of new Set(
      [...days].flatMap((active) =>
        Array.from({ length: 28 }, (_, later) => daysAfter(active, later)),
      ),
    )) {
      const since = daysAfter(day, -27);
      const active = [...days].filter((one) => since <= one && one <= day);
      for (let least = 1; least <= active.length; least++)
        counts.add("active_days", segments, day, 1, least);
    }
    const offset = facts.clockOffsets.get(player.user_id) ?? 0;
    for (const [metric, ahead] of [
      ["hour_players", 0],
      ["own_hour_players", offset],
    ] as const)
      for (const hour of hoursOf(own, ahead))
        counts.add(metric, segments, utcDate(hour * HOUR), 1, hour % 24);
    const [first] = [...days].toSorted();
    if (first !== undefined) counts.add("first_session", segments, first, 1);
    // Stand-ins for erased players have no country, and are no new players.
    if (player.country === "") continue;
    counts.add("new_players", segments, registered, 1);
    counts.add("retention", segments, registered, 1, -1);
    for (let since = 0; since <= 30; since++)
      if (days.has(daysAfter(registered, since)))
        counts.add("day_retention", segments, registered, 1, since);
    for (const monday of new Set([...days].map(mondayOf)))
      counts.add(
        "retention",
        segments,
        registered,
        1,
        weeksBetween(week, monday),
      );
  }
  return counts.rows();
}

/** The changes of the number of players by minute; each day begins with none. */
function minutesOf(sessions: Facts["sessions"]): object[] {
  const counts = new Counts();
  for (const [minute, n] of playersByMinute(sessions)) {
    const at = (minute / 60) % 1440;
    const date = utcDate(minute);
    counts.add("minute_players", [["", ""]], date, n, at);
    if (at < 1439) counts.add("minute_players", [["", ""]], date, -n, at + 1);
  }
  return counts.rows();
}

function daysAfter(day: string, later: number): string {
  return new Date(Date.parse(day) + later * DAY).toISOString().slice(0, 10);
}

const weeksBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / (7 * DAY));

function matchesOf({ registrationData, matches }: Facts): object[] {
  const counts = new Counts();
  for (const match of matches) {
    const segments = registrationData
      .filter(({ user_id }) =>
        [match.home_user_id, match.away_user_id].includes(user_id),
      )
      .flatMap(segmentsOf);
    const ahead = match.home_goals_scored - match.away_goals_scored;
    const result =
      ahead > 0 ? "home_wins" : ahead === 0 ? "draws" : "away_wins";
    counts.add("matches", segments, match.date, 1);
    counts.add(result, segments, match.date, 1);
  }
  return counts.rows();
}

function leaderboardOf(
  { registrationData, matchData }: Facts,
  playerMatches: readonly PlayerMatch[],
) {
  return registrationData.flatMap(({ user_id, country }) => {
    const own = playerMatches.filter((row) => row.user_id === user_id);
    const place = (
      period: "all" | "day",
      date: string,
      of: string,
      isOn: (day: string) => boolean,
    ) => {
      const days = matchData.filter(
        (row) => row.user_id === user_id && isOn(row.date),
      );
      const sum = (column: "total_points_home" | "total_points_away") =>
        days.reduce((total, row) => total + row[column], 0);
      const home = sum("total_points_home");
      const away = sum("total_points_away");
      return {
        ...{ period, date, country: of, user_id, copies: 1 },
        player_country: period === "all" ? country : "",
        points: home + away,
        ...{ points_home: home, points_away: away },
        matches: own.filter((row) => isOn(dayOf(row))).length,
      };
    };
    if (own.length === 0) return [];
    return [
      ...[...new Set(["", country])].map((of) =>
        place("all", ALL_TIME, of, () => true),
      ),
      ...[...new Set(own.map(dayOf))].map((day) =>
        place("day", day, "", (one) => one === day),
      ),
    ];
  });
}

function pointsOf(leaderboard: ReturnType<typeof leaderboardOf>): object[] {
  const counts = new Counts();
  for (const { period, date, country, points } of leaderboard)
    if (period === "all")
      counts.add("points", [[country, ""]], date, 1, points);
  return counts.rows();
}
