import type { Reason } from "../../common/reasons.ts";
import { formatCount, formatTime } from "../../common/text.ts";
import { formatDay, LAST_DAY } from "../../common/days.ts";
import { DEVICES } from "../../common/devices.ts";
import { EVENT_TYPES, SESSION_TYPES } from "../parse/event.ts";
import { isGoals, isUuid, type RuleContext } from "../parse/rules.ts";
import { explainMalformed } from "./explain-malformed.ts";
import { findEnvelope } from "./find-envelope.ts";
import { findSource } from "./json-text.ts";
import { findResembling, FIELDS } from "./resembling-names.ts";
import { boundDetail, showKey, showValue } from "./show-text.ts";
import {
  CountryFinder,
  findWord,
  hintAtDevice,
  hintAtInteger,
  hintAtTime,
  hintAtType,
  hintAtUuid,
} from "./values.ts";

type Json = Readonly<Record<string, unknown>>;

/** Why one line was rejected, for a person. */
export interface Explanation {
  /** The field, its value as it was sent, what was expected, and a hint. */
  readonly detail: string;
  /** The value, where those of many lines are worth counting; else "". */
  readonly value: string;
}

/**
 * Explains a line that a rule on one event alone rejects.
 * @param line its bytes, or the beginning of one that is too long.
 * @param length the length of the whole line in bytes.
 */
export type ExplainLine = (
  reason: Reason,
  line: Buffer,
  length: number,
) => Explanation;

/** Reasons whose lines often share a few values. */
const COUNTED: ReadonlySet<Reason> = new Set([
  "unknown_event_type",
  "unknown_country",
  "invalid_device_os",
  "invalid_session_type",
]);

/** A longer line may nest so deeply that its values do not fit into memory. */
const MOST_BYTES = 1024 * 1024;

/** Prepares what explaining needs beside the lines. */
export function createExplainer(context: RuleContext): ExplainLine {
  let finder: CountryFinder | undefined;
  const findCountry = (value: unknown) =>
    (finder ??= new CountryFinder(context.countries)).find(value);

  return (reason, line, length) => {
    if (line.length > MOST_BYTES)
      return {
        detail: `the line has ${formatCount(length)} bytes; lines of more than 1 MiB are not explained`,
        value: "",
      };
    if (reason === "malformed_json")
      return { detail: boundDetail(explainMalformed(line, length)), value: "" };
    const event = new EventText(line.toString("utf8"));
    const [name, rest] = explainField(reason, event, context, findCountry);
    const value = COUNTED.has(reason) ? event.show(name) : "";
    return { detail: boundDetail(rest), value };
  };
}

/** A line as JSON, and its values as they are written. */
class EventText {
  readonly event: Json;
  readonly data: Json;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.event = JSON.parse(text) as Json;
    const data = this.event["event_data"];
    this.data = isObject(data) ? data : {};
  }

  /** The value of a field, "missing" without it. */
  show(name: string): string {
    const path = name.startsWith("event_") ? [name] : ["event_data", name];
    const source = findSource(this.#text, path);
    return source === undefined ? "missing" : showValue(source);
  }

  /** The object that a field belongs into, and its value. */
  read(name: string): { readonly holder: Json; readonly value: unknown } {
    const holder = name.startsWith("event_") ? this.event : this.data;
    return { holder, value: holder[name] };
  }

  /** A phrase about a field: what it is, what was expected, and a hint. */
  explain(
    name: string,
    expected: string,
    hintAt: (value: unknown) => string = () => "",
  ): string {
    const { holder, value } = this.read(name);
    const isMissing = !Object.hasOwn(holder, name);
    const hint = isMissing ? this.#hintAtMissing(name, holder) : hintAt(value);
    const found = isMissing ? "is missing" : `is ${this.show(name)}`;
    return `${name} ${found}: expected ${expected}${hint && `; ${hint}`}`;
  }

  #hintAtMissing(name: string, holder: Json): string {
    const other = findResembling(name, holder);
    if (holder !== this.event)
      return other === undefined
        ? Object.hasOwn(this.event, name)
          ? "it belongs into event_data, not beside it"
          : ""
        : `event_data has ${showKey(other)}`;
    const envelope = name === "event_id" ? findEnvelope(holder) : "";
    if (envelope !== "") return envelope;
    if (name === "event_data") {
      const beside = FIELDS.find(
        (field) => !field.startsWith("event_") && Object.hasOwn(holder, field),
      );
      if (beside !== undefined)
        return `the line has "${beside}" itself: put it into event_data`;
    }
    return other === undefined ? "" : `the line has ${showKey(other)}`;
  }
}

type FindCountry = (value: unknown) => string | undefined;

/** Returns the name of the field, and the phrase about it. */
function explainField(
  reason: Reason,
  event: EventText,
  context: RuleContext,
  findCountry: FindCountry,
): readonly [name: string, detail: string] {
  const field = (...[name, ...rest]: Parameters<EventText["explain"]>) =>
    [name, event.explain(name, ...rest)] as const;
  switch (reason) {
    case "invalid_event_id":
      return field(
        "event_id",
        "an integer from 0 to 9007199254740991",
        hintAtInteger,
      );
    case "unknown_event_type":
      return field(
        "event_type",
        "registration, session_ping or match",
        (type) => hintAtType(type, EVENT_TYPES),
      );
    case "invalid_timestamp":
      return field(
        "event_timestamp",
        "seconds from 1 to 4294967295",
        hintAtTime,
      );
    case "outside_window":
      return ["event_timestamp", explainWindow(event, context)];
    case "invalid_event_data":
      return field("event_data", "an object", (data) =>
        typeof data === "string" && /^\s*\{/.test(data)
          ? "this is JSON as text: send the object itself"
          : "",
      );
    case "invalid_user_id": {
      const names =
        event.event["event_type"] === "match"
          ? ["home_user_id", "away_user_id"]
          : ["user_id"];
      const name = names.find((one) => !isUuid(event.data[one])) ?? "user_id";
      return field(name, UUID_FORM, hintAtUuid);
    }
    case "unknown_country":
      return ["country", explainCountry(event, findCountry)];
    case "invalid_device_os":
      return field(
        "device_os",
        `${DEVICES.slice(0, -1).join(", ")} or ${DEVICES.at(-1)} (case-sensitive)`,
        hintAtDevice,
      );
    case "invalid_session_type":
      return field("type", 'session_start, session_end, "" or none', (type) => {
        const word = findWord(type, SESSION_TYPES);
        return word === undefined ? "" : `this looks like ${word}`;
      });
    case "invalid_match_id":
      return field("match_id", UUID_FORM, hintAtUuid);
    case "same_player":
      return [
        "home_user_id",
        `home_user_id and away_user_id are ${event.show("home_user_id")}: expected two users`,
      ];
    case "invalid_goals":
      return ["home_goals_scored", explainGoals(event)];
    default:
      return ["", ""];
  }
}

const UUID_FORM = "a UUID, 8-4-4-4-12 hex digits";

function explainWindow(
  event: EventText,
  { firstDay, lastDay }: RuleContext,
): string {
  const name = "event_timestamp";
  const { value } = event.read(name);
  const bounds = [
    ...(firstDay > 0 ? [`from ${formatDay(firstDay)}`] : []),
    ...(lastDay < LAST_DAY ? [`to ${formatDay(lastDay)}`] : []),
  ];
  return `${name} is ${event.show(name)}: expected a day ${bounds.join(" ")}; this is ${formatTime(Number(value) * 1000)} UTC`;
}

function explainCountry(event: EventText, findCountry: FindCountry): string {
  const { value, holder } = event.read("country");
  if (!Object.hasOwn(holder, "country"))
    return event.explain("country", "a country of the time zones file");
  const known = findCountry(value);
  return `country is ${event.show("country")}: not in the time zones file${known === undefined ? "" : `, which has ${known}`}`;
}

function explainGoals(event: EventText): string {
  const home = "home_goals_scored";
  const away = "away_goals_scored";
  const missing = [home, away].find((name) => !Object.hasOwn(event.data, name));
  const isNull = (name: string) => event.data[name] === null;
  if (missing === undefined && isNull(home) !== isNull(away))
    return `${home} is ${event.show(home)} and ${away} is ${event.show(away)}: expected both null at the start, or both integers at the end`;
  const name =
    missing ?? [home, away].find((one) => !isGoals(event.data[one])) ?? home;
  return event.explain(
    name,
    "an integer from 0 to 99, or null for both at the start",
    hintAtInteger,
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
