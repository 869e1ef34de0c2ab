import type { OracleState } from "../oracle.ts";
import { daysOf, instant } from "./calendar.ts";
import { roundToHundredths } from "./round-to-hundredths.ts";

/** The answers of the endpoints of one player, in the plainest form. */
export function playersOf(state: OracleState) {
  return {
    userDays(user: string, from: string, to: string) {
      return daysOf(from, to).flatMap((date) => {
        const isAsked = (row: { user_id: string; date: string }) =>
          row.user_id === user && row.date === date;
        const played = state.sessionData.find(isAsked);
        const matches = state.matchData.find(isAsked);
        if (!played && !matches) return [];
        return [
          {
            date,
            number_of_sessions: played?.session_count ?? 0,
            time_spent_in_game: played?.time_spent_in_game ?? 0,
            time_spent_in_match: matches?.total_duration ?? 0,
            total_points_won_home: matches?.total_points_home ?? 0,
            total_points_won_away: matches?.total_points_away ?? 0,
          },
        ];
      });
    },

    userSessions(user: string, from: string, to: string) {
      return state.sessions
        .filter(
          ({ user_id, date }) => user_id === user && date >= from && date <= to,
        )
        .toSorted((a, b) => b.session_start - a.session_start)
        .map((row) => ({
          date: row.date,
          started_at: instant(row.session_start),
          ended_at: instant(row.session_end),
          time_spent_in_game: row.session_end - row.session_start,
        }));
    },

    userMatches(user: string, from: string, to: string) {
      return state.matches
        .filter(({ date }) => date >= from && date <= to)
        .filter((row) => [row.home_user_id, row.away_user_id].includes(user))
        .toSorted(
          (a, b) =>
            b.match_start - a.match_start || (a.match_id < b.match_id ? 1 : -1),
        )
        .map((row) => {
          const isHome = row.home_user_id === user;
          const goals = [row.home_goals_scored, row.away_goals_scored] as const;
          const [scored, conceded] = isHome ? goals : [goals[1], goals[0]];
          return {
            match_id: row.match_id,
            date: row.date,
            started_at: instant(row.match_start),
            ended_at: instant(row.match_end),
            time_spent_in_match: row.match_end - row.match_start,
            side: isHome ? "home" : "away",
            opponent: isHome ? row.away_user_id : row.home_user_id,
            goals_scored: scored,
            goals_conceded: conceded,
            points: scored > conceded ? 3 : scored === conceded ? 1 : 0,
          };
        });
    },

    userResults(user: string, from: string, to: string) {
      const all = this.userMatches(user, from, to);
      return ["home", "away"].map((side) => {
        const own = all.filter((match) => match.side === side);
        const count = (points: number) =>
          own.filter((match) => match.points === points).length;
        return {
          ...{ side, matches: own.length },
          ...{ wins: count(3), draws: count(1), losses: count(0) },
          win_rate:
            own.length === 0
              ? null
              : roundToHundredths(100 * count(3), own.length),
        };
      });
    },
  };
}
