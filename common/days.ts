export const SECONDS_A_DAY = 86_400;

/** The last day a ClickHouse Date holds: 2149-06-06. */
export const LAST_DAY = 65_535;

/**
 * Reads a UTC date written YYYY-MM-DD as days since 1970-01-01.
 * Returns undefined for anything else: another spelling, a day that no
 * calendar has, or one outside 1970-01-01 to 2149-06-06.
 */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const date = Number(text.slice(8));
  // Date.UTC takes a year below 100 for one of the 20th century.
  if (year < 1970) return undefined;
  const milliseconds = Date.UTC(year, month - 1, date);
  // It rolls a day that a month does not have over to the next one.
  const isOne = new Date(milliseconds).getUTCMonth() === month - 1;
  const day = milliseconds / 1000 / SECONDS_A_DAY;
  return isOne && day <= LAST_DAY ? day : undefined;
}

/** Writes days since 1970-01-01 as YYYY-MM-DD. */
export function formatDay(day: number): string {
  return new Date(day * SECONDS_A_DAY * 1000).toISOString().slice(0, 10);
}

/** The UTC day, counted from 1970-01-01, of a Unix time in seconds. */
export function dayOf(seconds: number): number {
  return Math.floor(seconds / SECONDS_A_DAY);
}

/** Writes a Unix time in seconds as ISO 8601, in UTC. */
export function formatInstant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
