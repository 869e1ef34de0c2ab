import { findNearest } from "../../common/find-nearest.ts";

/** Names that other systems have for the fields, in lower case, letters alone. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  event_id: ["id", "eventuuid", "messageid", "insertid", "uuid", "sequence"],
  event_timestamp: [
    ...["timestamp", "ts", "time", "eventtime", "eventts", "unixtime"],
    ...["datetime", "date", "createdat", "occurredat", "sentat", "receivedat"],
    ...["clienttime", "servertime", "timestampms", "eventtimestampms"],
  ],
  event_type: ["type", "event", "eventname", "name", "kind", "action"],
  event_data: [
    ...["data", "payload", "properties", "params", "parameters", "body"],
    ...["attributes", "eventproperties", "eventparams", "details", "fields"],
  ],
  user_id: ["userid", "uid", "user", "playerid", "player", "id", "accountid"],
  country: ["countrycode", "countryiso", "region", "geocountry", "geo"],
  device_os: ["os", "device", "platform", "osname", "operatingsystem"],
  match_id: ["match", "id", "gameid", "game", "matchuuid"],
  home_user_id: ["home", "homeid", "homeuser", "homeplayerid", "homeplayer"],
  away_user_id: ["away", "awayid", "awayuser", "awayplayerid", "awayplayer"],
  home_goals_scored: ["homegoals", "homescore", "goalshome", "scorehome"],
  away_goals_scored: ["awaygoals", "awayscore", "goalsaway", "scoreaway"],
};

/** Keys that are compared at the most. */
const MOST_KEYS = 100;

/** Longer keys are not compared letter by letter. */
const LONGEST_KEY = 40;

/** The fields whose names the rules know. */
export const FIELDS = Object.keys(OTHER_NAMES);

/**
 * Finds, among the keys of an object, the one that most likely holds a field
 * under another name: eventId, timestamp, even_id.
 */
export function findResembling(
  field: string,
  object: Readonly<Record<string, unknown>>,
): string | undefined {
  const keys = Object.keys(object)
    .filter((key) => key.length <= LONGEST_KEY && !FIELDS.includes(key))
    .slice(0, MOST_KEYS);
  const names = [lettersOf(field), ...(OTHER_NAMES[field] ?? [])];
  for (const name of names) {
    const key = keys.find((one) => lettersOf(one) === name);
    if (key !== undefined) return key;
  }
  return findNearest(field, keys);
}

/** A name without what spellings differ in: capitals, _ and -. */
export const lettersOf = (name: string): string =>
  name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
