import { join } from "node:path";
import { DEVICES } from "../../common/devices.ts";
import {
  BlockFile,
  fixedColumn,
  nullableByteColumn,
  stringColumn,
  uint32s,
  uint8s,
} from "./native-block.ts";
import { createLocalClock, type Timezones } from "../parse/timezones.ts";
import {
  AWAY,
  HOME,
  MATCH,
  MATCH_ID,
  NO_GOALS,
  REGISTRATION,
  USER,
  type EventRecord,
} from "../parse/event.ts";
import type { Reason } from "../../common/reasons.ts";
import { MAX_RAW_BYTES } from "../input/shard.ts";
import {
  blockFileName,
  STAGE_TABLES,
  type StageTable,
} from "./stage-tables.ts";

/** Where a line stands, within its shard. */
export interface Place {
  readonly shard: number;
  /** Bytes from the start of the shard. */
  readonly offset: number;
  /** Lines before it in the shard. */
  readonly line: number;
}

const WORDS_OF_UUID = 4;

/** Rejected text that goes into one block at the most, in bytes. */
const BLOCK_TEXT_BYTES = 8 * 1024 * 1024;

/** Makes the columns of a table, in the types that STAGE_TABLES gives. */
function words<T extends StageTable>(table: T) {
  const types = STAGE_TABLES[table] as Record<string, string>;
  return (name: keyof (typeof STAGE_TABLES)[T] & string, width: number) =>
    fixedColumn(name, types[name] ?? "", uint32s(width));
}

function placeColumns(
  table: "registrations" | "session_pings" | "match_events" | "rejected",
) {
  const column = words(table);
  return { position: column("position", 2), line: column("line", 1) };
}

type PlaceColumns = ReturnType<typeof placeColumns>;

function putPlace(columns: PlaceColumns, row: number, place: Place): void {
  columns.position.words[2 * row] = place.offset;
  columns.position.words[2 * row + 1] = place.shard;
  columns.line.words[row] = place.line;
}

function putUint64(into: Uint32Array, row: number, value: number): void {
  into[2 * row] = value;
  into[2 * row + 1] = value / 2 ** 32;
}

function putInt64(into: Uint32Array, row: number, value: number): void {
  into[2 * row] = value;
  into[2 * row + 1] = Math.floor(value / 2 ** 32);
}

function putWords(
  into: Uint32Array,
  row: number,
  from: Uint32Array,
  at: number,
): void {
  const to = row * WORDS_OF_UUID;
  into[to] = from[at] as number;
  into[to + 1] = from[at + 1] as number;
  into[to + 2] = from[at + 2] as number;
  into[to + 3] = from[at + 3] as number;
}

function registrationColumns() {
  const column = words("registrations");
  return {
    eventId: column("event_id", 2),
    timestamp: column("event_timestamp", 1),
    user: column("user_id", WORDS_OF_UUID),
    country: stringColumn("country"),
    device: stringColumn("device_os"),
    localTime: column("registration_date_local_timezone", 2),
    ...placeColumns("registrations"),
  };
}

function pingColumns() {
  const column = words("session_pings");
  return {
    eventId: column("event_id", 2),
    timestamp: column("event_timestamp", 1),
    user: column("user_id", WORDS_OF_UUID),
    type: fixedColumn("type", STAGE_TABLES.session_pings.type, uint8s()),
    ...placeColumns("session_pings"),
  };
}

function matchColumns() {
  const column = words("match_events");
  return {
    eventId: column("event_id", 2),
    timestamp: column("event_timestamp", 1),
    match: column("match_id", WORDS_OF_UUID),
    home: column("home_user_id", WORDS_OF_UUID),
    away: column("away_user_id", WORDS_OF_UUID),
    homeGoals: nullableByteColumn("home_goals_scored"),
    awayGoals: nullableByteColumn("away_goals_scored"),
    ...placeColumns("match_events"),
  };
}

function rejectedColumns() {
  return {
    reason: stringColumn("reason"),
    detail: stringColumn("detail"),
    raw: stringColumn("raw"),
    rawBytes: words("rejected")("raw_bytes", 1),
    ...placeColumns("rejected"),
  };
}

/**
 * The block files of one pass over one shard: accepted events by type,
 * rejected lines, and the ids that may have come twice. Files appear as rows
 * come.
 */
export class ShardSpool {
  readonly #registrations;
  readonly #pings;
  readonly #matches;
  readonly #rejected;
  readonly #repeated;
  readonly #zones: readonly Zone[];
  #rejectedBytes = 0;

  constructor(
    folder: string,
    pass: string,
    shard: number,
    zones: readonly Zone[],
    columns: SpoolColumns,
  ) {
    const path = (table: StageTable) =>
      join(folder, blockFileName(pass, shard, table));
    this.#registrations = new BlockFile(
      path("registrations"),
      columns.registrations,
    );
    this.#pings = new BlockFile(path("session_pings"), columns.pings);
    this.#matches = new BlockFile(path("match_events"), columns.matches);
    this.#rejected = new BlockFile(path("rejected"), columns.rejected);
    this.#repeated = new BlockFile(path("repeated_ids"), columns.repeated);
    this.#zones = zones;
  }

  putEvent(event: EventRecord, place: Place): void {
    if (event.type === REGISTRATION) this.#putRegistration(event, place);
    else if (event.type === MATCH) this.#putMatch(event, place);
    else this.#putPing(event, place);
  }

  #putPing(event: EventRecord, place: Place): void {
    const { columns, rows } = this.#pings;
    putUint64(columns.eventId.words, rows, event.eventId);
    columns.timestamp.words[rows] = event.timestamp;
    putWords(columns.user.words, rows, event.uuids, USER);
    columns.type.words[rows] = event.sessionType;
    putPlace(columns, rows, place);
    this.#pings.commitRow();
  }

  #putRegistration(event: EventRecord, place: Place): void {
    const { columns, rows } = this.#registrations;
    const zone = this.#zones[event.country] as Zone;
    putUint64(columns.eventId.words, rows, event.eventId);
    columns.timestamp.words[rows] = event.timestamp;
    putWords(columns.user.words, rows, event.uuids, USER);
    columns.country.push(zone.country);
    columns.device.push(DEVICE_BYTES[event.device] as Buffer);
    putInt64(columns.localTime.words, rows, zone.clock(event.timestamp));
    putPlace(columns, rows, place);
    this.#registrations.commitRow();
  }

  #putMatch(event: EventRecord, place: Place): void {
    const { columns, rows } = this.#matches;
    const started = event.homeGoals === NO_GOALS;
    putUint64(columns.eventId.words, rows, event.eventId);
    columns.timestamp.words[rows] = event.timestamp;
    putWords(columns.match.words, rows, event.uuids, MATCH_ID);
    putWords(columns.home.words, rows, event.uuids, HOME);
    putWords(columns.away.words, rows, event.uuids, AWAY);
    columns.homeGoals.nulls[rows] = columns.awayGoals.nulls[rows] = started
      ? 1
      : 0;
    columns.homeGoals.values[rows] = started ? 0 : event.homeGoals;
    columns.awayGoals.values[rows] = started ? 0 : event.awayGoals;
    putPlace(columns, rows, place);
    this.#matches.commitRow();
  }

  /** Keeps a rejected line; `line` may be only its beginning. */
  putRejected(
    reason: Reason,
    detail: string,
    line: Buffer,
    length: number,
    place: Place,
  ): void {
    const { columns, rows } = this.#rejected;
    columns.reason.push(Buffer.from(reason));
    columns.detail.push(Buffer.from(detail));
    // A copy: the reader's buffer goes on to the next shard.
    columns.raw.push(Buffer.from(line.subarray(0, MAX_RAW_BYTES)));
    columns.rawBytes.words[rows] = Math.min(length, 2 ** 32 - 1);
    putPlace(columns, rows, place);
    this.#rejected.commitRow();
    this.#rejectedBytes += length;
    if (this.#rejectedBytes >= BLOCK_TEXT_BYTES) {
      this.#rejected.flush();
      this.#rejectedBytes = 0;
    }
  }

  putRepeatedId(eventId: number): void {
    const { columns, rows } = this.#repeated;
    putUint64(columns.eventId.words, rows, eventId);
    this.#repeated.commitRow();
  }

  close(): void {
    this.#registrations.close();
    this.#pings.close();
    this.#matches.close();
    this.#rejected.close();
    this.#repeated.close();
  }
}

const DEVICE_BYTES = DEVICES.map((device) => Buffer.from(device));

/** A country with the wall clock of its zone. */
interface Zone {
  readonly country: Buffer;
  readonly clock: (time: number) => number;
}

/** The zones in the order of the timezones file, as EventRecord counts. */
export function createZones(timezones: Timezones): Zone[] {
  return [...timezones].map(([country, timezone]) => ({
    country: Buffer.from(country),
    clock: createLocalClock(timezone),
  }));
}

export type SpoolColumns = ReturnType<typeof createSpoolColumns>;

/** Room for one block of each table; a worker uses it shard after shard. */
export function createSpoolColumns() {
  return {
    registrations: registrationColumns(),
    pings: pingColumns(),
    matches: matchColumns(),
    rejected: rejectedColumns(),
    repeated: { eventId: words("repeated_ids")("event_id", 2) },
  };
}
