/** A row of user_totals; several of one user add up to one. */
export interface UserTotalsRow {
  readonly user_id: string;
  readonly registration: {
    readonly registered_at: string;
    readonly event_id: number;
    readonly country: string;
    readonly registration_date_local_timezone: string;
  };
  readonly session_count: number;
  readonly time_spent_in_game: number;
  readonly last_session_date: string;
  readonly retracted_days: number;
  readonly total_duration: number;
  readonly total_points_home: number;
  readonly total_points_away: number;
}

/** The sum of all rows of a user. */
export class UserTotals {
  readonly userId: string;
  registration: UserTotalsRow["registration"];
  sessions = 0;
  secondsInGame = 0;
  secondsInMatch = 0;
  pointsHome = 0;
  pointsAway = 0;
  lastSessionDate = "1970-01-01";
  retractedDays = 0;

  constructor({ user_id, registration }: UserTotalsRow) {
    this.userId = user_id;
    this.registration = registration;
  }

  add(row: UserTotalsRow): void {
    if (isBefore(row.registration, this.registration))
      this.registration = row.registration;
    this.sessions += row.session_count;
    this.secondsInGame += row.time_spent_in_game;
    this.secondsInMatch += row.total_duration;
    this.pointsHome += row.total_points_home;
    this.pointsAway += row.total_points_away;
    if (row.last_session_date > this.lastSessionDate)
      this.lastSessionDate = row.last_session_date;
    this.retractedDays += row.retracted_days;
  }

  /** A row without a registration has an id that no event has. */
  get isRegistered(): boolean {
    return this.registration.event_id <= Number.MAX_SAFE_INTEGER;
  }
}

/** Adds up the rows of each user. */
export function sumByUser(
  rows: readonly UserTotalsRow[],
): Map<string, UserTotals> {
  const users = new Map<string, UserTotals>();
  for (const row of rows) {
    let totals = users.get(row.user_id);
    if (!totals) users.set(row.user_id, (totals = new UserTotals(row)));
    totals.add(row);
  }
  return users;
}

/** As the database orders registrations: by time, then by event id. */
function isBefore(
  a: UserTotalsRow["registration"],
  b: UserTotalsRow["registration"],
): boolean {
  return a.registered_at === b.registered_at
    ? a.event_id < b.event_id
    : a.registered_at < b.registered_at;
}
