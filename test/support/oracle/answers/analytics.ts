import { utcDate } from "../event.ts";
import { HOUR, hoursOf, playersByMinute } from "../hours.ts";
import type { OracleState } from "../oracle.ts";
import { daysOf, instant, mondayOf } from "./calendar.ts";
import { groupBy } from "./group-by.ts";
import { roundToHundredths } from "./round-to-hundredths.ts";

/** The answers of the endpoints of ranges and lists, in the plainest form. */

const DAY = 86_400_000;

/** The players of one country, with one device, or both; all by default. */
interface Segment {
  readonly country?: string | undefined;
  readonly device?: string | undefined;
}

export function analyticsOf(state: OracleState) {
  const countryOf = new Map(
    state.registrationData.map(({ user_id, country }) => [user_id, country]),
  );
  const deviceOf = new Map(
    state.registrationData.map(({ user_id, device }) => [user_id, device]),
  );
  const devicesOf = (users: readonly string[]) => {
    const having = (device: string) =>
      users.filter((user) => deviceOf.get(user) === device).length;
    return {
      new_users: users.length,
      ios: having("iOS"),
      android: having("Android"),
      web: having("Web"),
    };
  };
  const isOf =
    ({ country, device }: Segment = {}) =>
    (user: string) =>
      (country === undefined || countryOf.get(user) === country) &&
      (device === undefined || deviceOf.get(user) === device);

  const lastDay = [
    "1970-01-01",
    ...state.sessions.map(({ date }) => date),
    ...state.matches.map(({ date }) => date),
    ...state.registeredOn.values(),
  ]
    .toSorted()
    .at(-1)!;

  return {
    lastDay,

    daily(from: string, to: string, of?: Segment) {
      const has = isOf(of);
      return daysOf(from, to).map((date) => {
        const sessions = state.sessions.filter(
          (row) => row.date === date && has(row.user_id),
        );
        const goals = state.matches
          .filter((row) => row.date === date)
          .filter((row) => has(row.home_user_id) || has(row.away_user_id))
          .map((row) => row.home_goals_scored - row.away_goals_scored);
        return {
          date,
          active_users: new Set(sessions.map(({ user_id }) => user_id)).size,
          new_users: [...state.registeredOn].filter(
            ([user, day]) => day === date && has(user),
          ).length,
          returning_users: new Set(
            sessions
              .map(({ user_id }) => user_id)
              .filter((user) => state.registeredOn.get(user) !== date),
          ).size,
          sessions: sessions.length,
          time_spent_in_game: sum(
            sessions.map((row) => row.session_end - row.session_start),
          ),
          time_spent_in_matches: sum(
            state.matchData
              .filter((row) => row.date === date && has(row.user_id))
              .map((row) => row.total_duration),
          ),
          matches: goals.length,
          home_wins: goals.filter((ahead) => ahead > 0).length,
          draws: goals.filter((ahead) => ahead === 0).length,
          away_wins: goals.filter((ahead) => ahead < 0).length,
        };
      });
    },

    activeUsers(from: string, to: string, of?: Segment) {
      const sessions = state.sessions.filter((row) => isOf(of)(row.user_id));
      const usersOf = (day: string, days: number) => {
        const first = new Date(Date.parse(day) - (days - 1) * DAY);
        const since = first.toISOString().slice(0, 10);
        const active = sessions.filter(
          ({ date }) => since <= date && date <= day,
        );
        return new Set(active.map(({ user_id }) => user_id)).size;
      };
      return daysOf(from, to).map((date) => {
        const [daily, monthly] = [usersOf(date, 1), usersOf(date, 30)];
        return {
          date,
          daily_active_users: daily,
          weekly_active_users: usersOf(date, 7),
          monthly_active_users: monthly,
          stickiness:
            monthly === 0 ? null : roundToHundredths(100 * daily, monthly),
        };
      });
    },

    activeDays(date: string, of?: Segment) {
      const first = new Date(Date.parse(date) - 27 * DAY)
        .toISOString()
        .slice(0, 10);
      const daysOfUser = [...countryOf.keys()].filter(isOf(of)).map(
        (user) =>
          new Set(
            state.sessions
              .filter((row) => row.user_id === user)
              .map((row) => row.date)
              .filter((day) => first <= day && day <= date),
          ).size,
      );
      return Array.from({ length: 28 }, (_, at) => ({
        active_days: at + 1,
        users: daysOfUser.filter((days) => days === at + 1).length,
      }));
    },

    usersByHour(from: string, to: string, of?: Segment) {
      const users = [...countryOf.keys()].filter(isOf(of));
      const days = daysOf(from, to);
      const sessionsOf = groupBy([...state.sessions], (row) => row.user_id);
      /** The hours of the users on a clock: how often each comes. */
      const hours = (aheadOf: (user: string) => number) =>
        users
          .flatMap((user) => [
            ...hoursOf(sessionsOf.get(user) ?? [], aheadOf(user)),
          ])
          .filter((hour) => days.includes(utcDate(hour * HOUR)));
      const inUtc = hours(() => 0);
      const onOwn = hours((user) => state.clockOffsets.get(user)!);
      return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
        Array.from({ length: 24 }, (_, hour) => {
          const isOn = (date: string) =>
            new Date(date).getUTCDay() === weekday % 7;
          const count = (found: number[]) =>
            found.filter(
              (one) => isOn(utcDate(one * HOUR)) && one % 24 === hour,
            ).length;
          return {
            ...{ weekday, hour, days: days.filter(isOn).length },
            users: count(inUtc),
            users_own_clock: count(onOwn),
          };
        }),
      );
    },

    concurrentUsers(from: string, to: string) {
      const minutes = [...playersByMinute(state.sessions)].toSorted(
        ([a], [b]) => a - b,
      );
      return daysOf(from, to).map((date) => {
        const own = minutes.filter(([minute]) => utcDate(minute) === date);
        const peak = Math.max(0, ...own.map(([, users]) => users));
        const at = own.find(([, users]) => users === peak)?.[0];
        return {
          date,
          peak_users: peak,
          at: at === undefined ? null : instant(at),
        };
      });
    },

    sessionLengths(from: string, to: string, of?: Segment) {
      return daysOf(from, to).map((date) => {
        const lengths = state.sessions
          .filter((row) => row.date === date && isOf(of)(row.user_id))
          .map((row) => row.session_end - row.session_start)
          .toSorted((a, b) => a - b);
        /** The first value that this many tenths of all do not exceed. */
        const tenths = (many: number) =>
          lengths.find((_, at) => 10 * (at + 1) >= many * lengths.length) ??
          null;
        return {
          date,
          sessions: lengths.length,
          median: tenths(5),
          p90: tenths(9),
          longest: lengths.at(-1) ?? null,
        };
      });
    },

    sessionHistogram(from: string, to: string, of?: Segment) {
      const lengths = state.sessions
        .filter(({ date }) => from <= date && date <= to)
        .filter((row) => isOf(of)(row.user_id))
        .map((row) => row.session_end - row.session_start);
      const bounds = [0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180].map(
        (minutes) => 60 * minutes,
      );
      return bounds.map((at_least, at) => {
        const below = bounds[at + 1] ?? null;
        const fits = (length: number) =>
          length >= at_least && length < (below ?? Infinity);
        return { at_least, below, sessions: lengths.filter(fits).length };
      });
    },

    /** Those who registered on a day, and how many had a session days later. */
    returned(date: string, since: number, of?: Segment) {
      const cohort = [...state.registeredOn]
        .filter(([user, day]) => day === date && isOf(of)(user))
        .map(([user]) => user);
      const later = new Date(Date.parse(date) + since * DAY)
        .toISOString()
        .slice(0, 10);
      const has = (user: string) =>
        state.sessions.some(
          (row) => row.user_id === user && row.date === later,
        );
      return {
        users: cohort.length,
        returned: later >= lastDay ? null : cohort.filter(has).length,
      };
    },

    dayRetention(from: string, to: string, of?: Segment) {
      return daysOf(from, to).map((date) => ({
        date,
        users: this.returned(date, 0, of).users,
        day_1: this.returned(date, 1, of).returned,
        day_7: this.returned(date, 7, of).returned,
        day_30: this.returned(date, 30, of).returned,
      }));
    },

    retentionCurve(from: string, to: string, of?: Segment) {
      return Array.from({ length: 31 }, (_, since) => {
        const cohorts = daysOf(from, to)
          .map((date) => this.returned(date, since, of))
          .filter(({ returned }) => returned !== null);
        return {
          since,
          users: sum(cohorts.map(({ users }) => users)),
          returned: sum(cohorts.map(({ returned }) => returned ?? 0)),
        };
      }).filter(({ users }) => users > 0);
    },

    newUsers(from: string, to: string, of?: Segment) {
      return daysOf(from, to).map((date) => ({
        date,
        ...devicesOf(
          [...state.registeredOn]
            .filter(([user, day]) => day === date && isOf(of)(user))
            .map(([user]) => user),
        ),
      }));
    },

    countries(from: string, to: string) {
      const all = groupBy([...state.registeredOn], ([user]) =>
        countryOf.get(user)!,
      );
      return [...all]
        .map(([country, users]) => ({
          country,
          users: users.length,
          ...devicesOf(
            users
              .filter(([, day]) => from <= day && day <= to)
              .map(([user]) => user),
          ),
        }))
        .toSorted(
          (a, b) =>
            b.new_users - a.new_users ||
            b.users - a.users ||
            (a.country < b.country ? -1 : 1),
        );
    },

    retention(from: string, to: string, of?: Segment) {
      const members = [...state.registeredOn].filter(
        ([user, day]) => from <= day && day <= to && isOf(of)(user),
      );
      const weeks = groupBy(members, ([, day]) => mondayOf(day));
      return [...weeks]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([week, registered]) => ({
          week,
          users: registered.length,
          active: daysOf(week, lastDay)
            .filter((day) => mondayOf(day) === day)
            .map(
              (monday) =>
                registered.filter(([user]) =>
                  state.sessions.some(
                    (row) =>
                      row.user_id === user && mondayOf(row.date) === monday,
                  ),
                ).length,
            ),
        }));
    },

    leaderboard(country?: string) {
      const players = [...countryOf.keys()].filter(isOf({ country }));
      const table = players
        .map((user_id) => {
          const days = state.matchData.filter((row) => row.user_id === user_id);
          const points_home = sum(days.map((row) => row.total_points_home));
          const points_away = sum(days.map((row) => row.total_points_away));
          return {
            user_id,
            country: countryOf.get(user_id),
            points: points_home + points_away,
            points_home,
            points_away,
            matches: state.matches.filter((row) =>
              [row.home_user_id, row.away_user_id].includes(user_id),
            ).length,
          };
        })
        .filter(({ matches }) => matches > 0);
      return table
        .map((player) => ({
          rank: 1 + table.filter(({ points }) => points > player.points).length,
          ...player,
        }))
        .toSorted(
          (a, b) => a.rank - b.rank || (a.user_id < b.user_id ? -1 : 1),
        );
    },

    reasons() {
      return Object.entries(state.rejectedByReason)
        .map(([reason, lines]) => ({ reason, lines }))
        .toSorted(
          (a, b) => b.lines - a.lines || (a.reason < b.reason ? -1 : 1),
        );
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
