// Written by `npm run client` from the schemas of the API.

/** Every answer of the API, by path. */
export interface Endpoints {
  /** A user's numbers on a UTC date, or of all time without one. */
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
  /** The whole game's numbers on a UTC date, or of all time without one. */
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
  /** The game by UTC day: users, sessions and matches, of all countries or of one (then matches with a player from there). */
  "/api/daily": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** a country as registrations name it, such as US, in upper or lower case */
      country?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, the first one first */
      days: Array<{
        /** a UTC date */
        date: string;
        active_users: number;
        new_users: number;
        sessions: number;
        /** seconds */
        time_spent_in_game: number;
        matches: number;
        home_wins: number;
        draws: number;
        away_wins: number;
      }>;
    };
  };
  /** Active users by day, week and month, and what share of a month's users a day has, on every day. */
  "/api/active-users": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** a country as registrations name it, such as US, in upper or lower case */
      country?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, the first one first */
      days: Array<{
        /** a UTC date */
        date: string;
        daily_active_users: number;
        /** who had a session in the 7 days that end with this */
        weekly_active_users: number;
        /** who had a session in the 30 days that end with this */
        monthly_active_users: number;
        /** daily of monthly active users, in percent; null where there are none */
        stickiness: number | null;
      }>;
    };
  };
  /** How long sessions are: median, 90th percentile and longest by day. */
  "/api/session-lengths": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** a country as registrations name it, such as US, in upper or lower case */
      country?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, the first one first */
      days: Array<{
        /** a UTC date */
        date: string;
        sessions: number;
        /** seconds: half of the sessions are at most as long; null on a day without sessions */
        median: number | null;
        /** seconds: nine in ten sessions are at most as long; null on a day without sessions */
        p90: number | null;
        /** seconds: the longest session; null on a day without sessions */
        longest: number | null;
      }>;
    };
  };
  /** Who registered by UTC day, and with which devices. */
  "/api/new-users": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** a country as registrations name it, such as US, in upper or lower case */
      country?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** every day of the range, the first one first */
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
  /** The countries that users come from, and who registered there on the days of a range, with which devices. */
  "/api/countries": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** those with the most new users first */
      countries: Array<{
        country: string;
        /** who ever registered */
        users: number;
        /** who registered on the days of the range */
        new_users: number;
        ios: number;
        android: number;
        web: number;
      }>;
    };
  };
  /** Who came back: the users by week of registration, and how many of them had a session in each week since. */
  "/api/retention": {
    parameters: {
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** a country as registrations name it, such as US, in upper or lower case */
      country?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** the weeks in which anyone registered */
      weeks: Array<{
        /** the Monday of the week of registration */
        week: string;
        /** who registered in that week, within the range */
        users: number;
        /** how many of them had a session in that week, in the next one, and so on up to the last week of the data */
        active: Array<number>;
      }>;
    };
  };
  /** Who has the most points of all time, page by page; equal ones in the order of their ids. */
  "/api/leaderboard": {
    parameters: {
      /** a country as registrations name it, such as US, in upper or lower case */
      country?: string;
      /** how many rows a page has, 1 to 1000; without it 100 */
      limit?: number;
      /** where to go on: what `next` of the page before says */
      after?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      players: Array<{
        /** players with the same points share a rank */
        rank: number;
        /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
        user_id: string;
        country: string;
        points: number;
        points_home: number;
        points_away: number;
        matches: number;
      }>;
      /** what to give as `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** A user's numbers by UTC day. */
  "/api/users/{user_id}/days": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
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
  /** A user's sessions that began on the days of a range, page by page. */
  "/api/users/{user_id}/sessions": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** how many rows a page has, 1 to 1000; without it 100 */
      limit?: number;
      /** where to go on: what `next` of the page before says */
      after?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** the latest one first */
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
      /** what to give as `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** A user's matches that began on the days of a range, page by page. */
  "/api/users/{user_id}/matches": {
    parameters: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** the first day, a UTC date as YYYY-MM-DD; without it 28 days up to the last */
      from?: string;
      /** the last day, a UTC date as YYYY-MM-DD; without it the last day of the data */
      to?: string;
      /** how many rows a page has, 1 to 1000; without it 100 */
      limit?: number;
      /** where to go on: what `next` of the page before says */
      after?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** a UUID, such as c720827b-64dc-ae7c-6d21-a040ce0e5cbc */
      user_id: string;
      /** a UTC date */
      from: string;
      /** a UTC date */
      to: string;
      /** the latest one first */
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
      /** what to give as `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** The runs that were published, page by page. */
  "/api/runs": {
    parameters: {
      /** how many rows a page has, 1 to 1000; without it 100 */
      limit?: number;
      /** where to go on: what `next` of the page before says */
      after?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** the newest one first */
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
        /** lines by reason, as they were when the run ended */
        rejected: Record<string, number>;
        /** events of earlier runs that came to count */
        admitted: number;
        /** the day from which on a run that forgets has kept raw events */
        horizon: string | null;
      }>;
      /** what to give as `after` for the next page; null on the last */
      next: string | null;
    };
  };
  /** The command that is changing the database at this moment, whichever process runs it, or null. */
  "/api/runs/current": {
    parameters: Record<never, never>;
    answer: {
      run: {
        /** ingest, replay, erase, forget, verify, backup, restore, sql or recover */
        command: string;
        /** a UTC time, such as 2024-10-09T17:26:04Z */
        started_at: string;
        /** what it does, for a person */
        step: string;
        /** null where they are not known, as of standard input */
        input_bytes: number | null;
        read_bytes: number;
        lines: number;
        /** lines that were rejected as they were read */
        rejected: number;
      } | null;
    };
  };
  /** The lines that do not count now, with their reasons, page by page. */
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
      /** how many rows a page has, 1 to 1000; without it 100 */
      limit?: number;
      /** where to go on: what `next` of the page before says */
      after?: string;
      /** json, csv or ndjson (rows alone); without it what the header Accept names, or json */
      format?: "json" | "csv" | "ndjson";
    };
    answer: {
      /** of all runs or the run, whichever reason is asked for */
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
        /** the first 1000 bytes of the line, as UTF-8 */
        raw: string;
        /** how long the line is */
        raw_bytes: number;
      }>;
      /** what to give as `after` for the next page; null on the last */
      next: string | null;
    };
  };
}
