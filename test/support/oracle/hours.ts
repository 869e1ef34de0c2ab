import type { SessionRow } from "./build-tables.ts";

/** In seconds. */
export const HOUR = 3600;

/** The hours since 1970 of a clock that is ahead of UTC, in which sessions lie. */
export function hoursOf(
  sessions: readonly SessionRow[],
  ahead: number,
): Set<number> {
  const hours = new Set<number>();
  for (const { session_start, session_end } of sessions) {
    const last = Math.floor((session_end + ahead) / HOUR);
    let hour = Math.max(0, Math.floor((session_start + ahead) / HOUR));
    for (; hour <= last; hour++) hours.add(hour);
  }
  return hours;
}

/** How many players are in a session when a minute begins, by its start. */
export function playersByMinute(
  sessions: readonly SessionRow[],
): Map<number, number> {
  const players = new Map<number, number>();
  for (const { session_start, session_end } of sessions)
    for (
      let minute = Math.ceil(session_start / 60) * 60;
      minute <= session_end;
      minute += 60
    )
      players.set(minute, (players.get(minute) ?? 0) + 1);
  return players;
}
