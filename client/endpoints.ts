// Written by `npm run client` from the schemas of the API.

/** Every answer of the API, by path. */
export interface Endpoints {
  /** a user's numbers, of a UTC date or of all time. */
  "/api/user-stats": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** a UTC date as YYYY-MM-DD, from 1970-01-01 to 2149-06-06 */
      date?: string;
    };
    answer: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      country: string;
      days_since_last_login: number | null;
      registration_date_local_timezone: string;
      number_of_sessions: number;
      time_spent_in_game: number;
      total_points_won_home: number;
      total_points_won_away: number;
      percentage_time_spent_in_match: number;
    };
  };
  /** the numbers of the whole game, of a UTC date or of all time. */
  "/api/game-stats": {
    parameters: {
      /** a UTC date as YYYY-MM-DD, from 1970-01-01 to 2149-06-06 */
      date?: string;
    };
    answer: {
      active_users: number;
      number_of_sessions: number;
      avg_sessions_for_users: number | null;
      user_with_most_points: Array<string>;
    };
  };
  /** users, sessions, time in game, matches and their results by UTC day. */
  "/api/daily": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, in order */
      days: Array<{
        /** a UTC date */
        date: string;
        active_users: number;
        new_users: number;
        /** active users who had registered on an earlier day */
        returning_users: number;
        sessions: number;
        /** seconds */
        time_spent_in_game: number;
        /** seconds, of all users of matches that began on the day */
        time_spent_in_matches: number;
        matches: number;
        home_wins: number;
        draws: number;
        away_wins: number;
      }>;
    };
  };
  /** daily, weekly and monthly active users, and stickiness (DAU/MAU). */
  "/api/active-users": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, in order */
      days: Array<{
        /** a UTC date */
        date: string;
        daily_active_users: number;
        /** users with a session in the 7 days up to this one */
        weekly_active_users: number;
        /** users with a session in the 30 days up to this one */
        monthly_active_users: number;
        /** DAU/MAU in percent; null on a day without monthly active users */
        stickiness: number | null;
      }>;
    };
  };
  /** users by the number of days, of the 28 up to a date, on which they were active. */
  "/api/active-days": {
    parameters: {
      /** a UTC date as YYYY-MM-DD; by default the last day with data */
      date?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      date: string;
      /** from 1 to 28 days, all */
      classes: Array<{ active_days: number; users: number }>;
    };
  };
  /** users by day of the week and hour, in UTC and on their own clocks. */
  "/api/users-by-hour": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** each hour of each day of the week, in order */
      hours: Array<{
        /** from 1 for Monday to 7 for Sunday */
        weekday: number;
        hour: number;
        /** days of the range that are such a day of the week */
        days: number;
        /** users with a session in this hour of a UTC day, added up over these days */
        users: number;
        /** the same by the user's own clock, which is as far from UTC as at the registration */
        users_own_clock: number;
      }>;
    };
  };
  /** peak of the users in the game at one time, by UTC day. */
  "/api/concurrent-users": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, in order */
      days: Array<{
        /** a UTC date */
        date: string;
        /** the most users who were in a session when a minute began */
        peak_users: number;
        /** the first such minute; null if there were none */
        at: string | null;
      }>;
    };
  };
  /** median, 90th percentile and longest session by UTC day. */
  "/api/session-lengths": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, in order */
      days: Array<{
        /** a UTC date */
        date: string;
        sessions: number;
        /** the median session, in seconds; null on a day without sessions */
        median: number | null;
        /** the 90th percentile, in seconds; null on a day without sessions */
        p90: number | null;
        /** the longest session, in seconds; null on a day without sessions */
        longest: number | null;
      }>;
    };
  };
  /** sessions of a range by their length. */
  "/api/session-histogram": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** from short to long, all */
      classes: Array<{
        /** seconds */
        at_least: number;
        /** seconds; null for the last class */
        below: number | null;
        sessions: number;
      }>;
    };
  };
  /** registrations by UTC day and device. */
  "/api/new-users": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, in order */
      days: Array<{
        /** a UTC date */
        date: string;
        new_users: number;
        ios: number;
        android: number;
        web: number;
      }>;
    };
  };
  /** users by country, and new users by country and device in a range of days. */
  "/api/countries": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** by number of new users, descending */
      countries: Array<{
        country: string;
        /** all registered users */
        users: number;
        /** users who registered in the range */
        new_users: number;
        ios: number;
        android: number;
        web: number;
      }>;
    };
  };
  /** cohorts of users by week of registration, and how many were active in each week since. */
  "/api/retention": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** the weeks with registrations */
      weeks: Array<{
        /** the Monday of the week of registration */
        week: string;
        /** users who registered in that week, within the range */
        users: number;
        /** how many of them had a session in that week, in the next one, and so on up to the last week of the data */
        active: Array<number>;
      }>;
    };
  };
  /** users by day of registration, and how many came back 1, 7 and 30 days later. */
  "/api/day-retention": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, in order */
      days: Array<{
        /** a UTC date */
        date: string;
        users: number;
        /** how many of them had a session on the UTC day 1 after it; null until the data has a later day */
        day_1: number | null;
        /** how many of them had a session on the UTC day 7 after it; null until the data has a later day */
        day_7: number | null;
        /** how many of them had a session on the UTC day 30 after it; null until the data has a later day */
        day_30: number | null;
      }>;
    };
  };
  /** how many of the users who registered in a range had a session on each of the 30 days since. */
  "/api/retention-curve": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** iOS, Android or Web, in any case */
      device?: "iOS" | "Android" | "Web";
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** the days since that the data reaches */
      points: Array<{
        /** UTC days since the day of registration */
        since: number;
        /** users who registered in the range, and for whom that day is before the last day of the data */
        users: number;
        /** how many of them had a session on that day */
        returned: number;
      }>;
    };
  };
  /** players by points of all time, and by id if points are equal. */
  "/api/leaderboard": {
    parameters: {
      /** a country as in registrations, such as US, in any case */
      country?: string;
      /** a number of rows per page, 1 to 1000; by default 100 */
      limit?: number;
      /** the value of `next` of the previous page */
      after?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      players: Array<{
        /** players with equal points share a rank */
        rank: number;
        /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
        user_id: string;
        country: string;
        points: number;
        points_home: number;
        points_away: number;
        matches: number;
      }>;
      /** the value of `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** a user's numbers by UTC day. */
  "/api/users/{user_id}/days": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** the days with a session or a match */
      days: Array<{
        /** a UTC date */
        date: string;
        number_of_sessions: number;
        /** seconds */
        time_spent_in_game: number;
        /** seconds */
        time_spent_in_match: number;
        total_points_won_home: number;
        total_points_won_away: number;
      }>;
    };
  };
  /** a user's sessions that began in a range of days, latest first. */
  "/api/users/{user_id}/sessions": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a number of rows per page, 1 to 1000; by default 100 */
      limit?: number;
      /** the value of `next` of the previous page */
      after?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** latest first */
      sessions: Array<{
        /** a UTC date */
        date: string;
        /** a UTC time, such as 2024-10-09T17:26:04Z */
        started_at: string;
        /** a UTC time, such as 2024-10-09T17:26:04Z */
        ended_at: string;
        /** seconds */
        time_spent_in_game: number;
      }>;
      /** the value of `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** a user's matches that began in a range of days, latest first. */
  "/api/users/{user_id}/matches": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** a number of rows per page, 1 to 1000; by default 100 */
      limit?: number;
      /** the value of `next` of the previous page */
      after?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** latest first */
      matches: Array<{
        /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
        match_id: string;
        /** a UTC date */
        date: string;
        /** a UTC time, such as 2024-10-09T17:26:04Z */
        started_at: string;
        /** a UTC time, such as 2024-10-09T17:26:04Z */
        ended_at: string;
        /** seconds */
        time_spent_in_match: number;
        side: "home" | "away";
        /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
        opponent: string;
        goals_scored: number;
        goals_conceded: number;
        points: number;
      }>;
      /** the value of `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** a user's wins, draws and losses at home and away in a range of days. */
  "/api/users/{user_id}/results": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** the first day, a UTC date as YYYY-MM-DD; by default 27 days before the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; by default the last day with data */
      to?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** home, then away */
      sides: Array<{
        side: "home" | "away";
        matches: number;
        wins: number;
        draws: number;
        losses: number;
        /** wins in percent of matches; null without matches */
        win_rate: number | null;
      }>;
    };
  };
  /** published runs, newest first. */
  "/api/runs": {
    parameters: {
      /** a number of rows per page, 1 to 1000; by default 100 */
      limit?: number;
      /** the value of `next` of the previous page */
      after?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** newest first */
      runs: Array<{
        run_id: number;
        kind: "ingest" | "replay" | "repair" | "erase" | "forget";
        /** a UTC time, such as 2024-10-09T17:26:04Z */
        started_at: string;
        seconds: number;
        files: Array<string>;
        lines: number;
        blank: number;
        accepted: number;
        /** lines by reason, at the end of the run */
        rejected: Record<string, number>;
        /** events of earlier runs that this run made count */
        admitted: number;
        /** of a forget run: the first day whose raw events were kept */
        horizon: string | null;
      }>;
      /** the value of `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** the command that is changing the database now, in any process, or null. */
  "/api/runs/current": {
    parameters: Record<never, never>;
    answer: {
      run: {
        /** ingest, replay, erase, forget, verify, backup, restore, sql or recover */
        command: string;
        /** a UTC time, such as 2024-10-09T17:26:04Z */
        started_at: string;
        /** the current step, in words */
        step: string;
        /** null if unknown, as for standard input */
        input_bytes: number | null;
        read_bytes: number;
        lines: number;
        /** lines rejected so far */
        rejected: number;
      } | null;
    };
  };
  /** rejected lines that do not count now, and their number by reason. */
  "/api/rejected": {
    parameters: {
      /** why a line is rejected, such as malformed_json */
      reason?:
        | "malformed_json"
        | "invalid_event_id"
        | "unknown_event_type"
        | "invalid_timestamp"
        | "outside_window"
        | "invalid_event_data"
        | "invalid_user_id"
        | "unknown_country"
        | "invalid_device_os"
        | "invalid_session_type"
        | "invalid_match_id"
        | "same_player"
        | "invalid_goals"
        | "duplicate_event"
        | "outside_retention"
        | "duplicate_registration"
        | "unregistered_user"
        | "before_registration"
        | "match_conflict"
        | "match_unpaired";
      /** the number of a run */
      run?: number;
      /** a number of rows per page, 1 to 1000; by default 100 */
      limit?: number;
      /** the value of `next` of the previous page */
      after?: string;
      /** json, csv or ndjson (rows alone); by default the one that the header Accept prefers */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** of the run or of all runs, regardless of `reason` */
      reasons: Array<{
        /** why a line is rejected, such as malformed_json */
        reason: string;
        lines: number;
      }>;
      /** in the order of runs, files and lines */
      rejected: Array<{
        /** the number of a run */
        run_id: number;
        file: string;
        file_number: number;
        line: number;
        byte_offset: number;
        /** why a line is rejected, such as malformed_json */
        reason: string;
        /** the field, its value, what was expected, and a hint; empty for lines that version 0.2 rejected */
        detail: string;
        /** the first 1000 bytes of the line, as UTF-8 */
        raw: string;
        /** the length of the line */
        raw_bytes: number;
      }>;
      /** the value of `after` for the next page; null on the last */
      next: string | null;
    };
  };
}
