const MAX_ID = Number.MAX_SAFE_INTEGER;
const MAX_TIMESTAMP = 2 ** 32 - 1;
const ALLOWED_CLOCK_LEAD = 86_400;
const MAX_GOALS = 99;
const DEVICES = new Set(["iOS", "Android", "Web"]);
const SESSION_TYPES = new Set(["", "session_start", "session_end", undefined]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const isUuid = (value) => typeof value === "string" && UUID.test(value);
const isIntegerWithin = (value, first, last) =>
  Number.isInteger(value) && value >= first && value <= last;
const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Makes the rules on one event alone into a function: the event's row in the
 * table of events, or undefined for one that a rule rejects.
 * @param now Unix time in seconds.
 */
export function createValidator(countries, now) {
  const lastTimestamp = Math.min(MAX_TIMESTAMP, now + ALLOWED_CLOCK_LEAD);

  const rules = {
    registration: ({ user_id, country, device_os }) =>
      isUuid(user_id) && countries.has(country) && DEVICES.has(device_os)
        ? { user_id, country, device_os }
        : undefined,

    session_ping: ({ user_id, type }) =>
      isUuid(user_id) && SESSION_TYPES.has(type)
        ? { user_id, type: type ?? "" }
        : undefined,

    match({
      match_id,
      home_user_id,
      away_user_id,
      home_goals_scored,
      away_goals_scored,
    }) {
      const valid =
        isUuid(home_user_id) &&
        isUuid(away_user_id) &&
        isUuid(match_id) &&
        home_user_id.toLowerCase() !== away_user_id.toLowerCase() &&
        areGoals(home_goals_scored, away_goals_scored);
      return valid
        ? {
            match_id,
            home_user_id,
            away_user_id,
            home_goals_scored,
            away_goals_scored,
          }
        : undefined;
    },
  };

  return (event) => {
    if (!isObject(event)) return undefined;
    const { event_id, event_type, event_timestamp, event_data } = event;
    if (!isIntegerWithin(event_id, 0, MAX_ID)) return undefined;
    if (!Object.hasOwn(rules, event_type)) return undefined;
    if (!isIntegerWithin(event_timestamp, 1, lastTimestamp)) return undefined;
    if (!isObject(event_data)) return undefined;
    const row = rules[event_type](event_data);
    return row && { event_id, event_type, event_timestamp, ...row };
  };
}

function areGoals(home, away) {
  if (home === null && away === null) return true;
  return (
    isIntegerWithin(home, 0, MAX_GOALS) && isIntegerWithin(away, 0, MAX_GOALS)
  );
}
