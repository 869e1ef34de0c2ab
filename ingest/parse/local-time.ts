const HOUR = 3600;

/**
 * Makes a function that gives the wall clock of an IANA zone at a Unix time,
 * both in seconds; the wall clock is counted as if it were UTC. Zones change
 * their offset a few times a year, so it is asked for once an hour of data.
 */
export function createLocalClock(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (time: number): number => {
    const parts = format.formatToParts(time * 1000);
    const number = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find((part) => part.type === type)?.value);
    const wall = Date.UTC(
      number("year"),
      number("month") - 1,
      number("day"),
      number("hour"),
      number("minute"),
      number("second"),
    );
    return wall / 1000 - time;
  };
  const offsets = new Map<number, number>();
  const offsetOfHour = (hour: number): number => {
    let offset = offsets.get(hour);
    if (offset === undefined) {
      offset = offsetAt(hour * HOUR);
      offsets.set(hour, offset);
    }
    return offset;
  };
  return (time) => {
    const hour = Math.floor(time / HOUR);
    const offset = offsetOfHour(hour);
    // An hour with a change in it is answered second by second.
    if (offset !== offsetOfHour(hour + 1)) return time + offsetAt(time);
    return time + offset;
  };
}
