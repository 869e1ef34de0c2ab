// The usual layout of event files: a space after ":" and ",", and the keys in
// this order. Lines come without their LF.

export function registrationLine(
  id: number,
  time: number,
  country: string,
  user: string,
  device: string,
): string {
  return `{"event_id": ${id}, "event_type": "registration", "event_timestamp": ${time}, "event_data": {"country": ${JSON.stringify(country)}, "user_id": "${user}", "device_os": "${device}"}}`;
}

export function pingLine(
  id: number,
  time: number,
  user: string,
  type: string,
): string {
  return `{"event_id": ${id}, "event_type": "session_ping", "event_timestamp": ${time}, "event_data": {"user_id": "${user}", "type": "${type}"}}`;
}

export function matchLine(
  id: number,
  time: number,
  match: string,
  home: string,
  away: string,
  homeGoals: number | null,
  awayGoals: number | null,
): string {
  return `{"event_id": ${id}, "event_type": "match", "event_timestamp": ${time}, "event_data": {"match_id": "${match}", "home_user_id": "${home}", "away_user_id": "${away}", "home_goals_scored": ${homeGoals}, "away_goals_scored": ${awayGoals}}}`;
}

/** Any value in the usual layout; what is undefined is left out. */
export function formatUsual(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatUsual).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}: ${formatUsual(member)}`);
  return `{${members.join(", ")}}`;
}
