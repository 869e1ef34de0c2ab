import { expect } from "chai";
import type { Store } from "../../clickhouse/connection/store.ts";
import {
  buildPing,
  buildRegistration,
  writeUsual,
} from "../support/events/events.ts";
import { emptyDatabase } from "../support/database/database-state.ts";
import { expectSound } from "../support/database/expect-sound.ts";
import { lendDatabase } from "../support/database/with-database.ts";
import { ingestContents } from "../support/command/ingest-lines.ts";

/** In seconds. */
const at = (time: string) => Date.parse(`${time}Z`) / 1000;

let event_id = 0;
const registered = (time: string, country = "US") =>
  writeUsual(
    buildRegistration(
      { country },
      { event_id: ++event_id, event_timestamp: at(time) },
    ),
  );
const pinged = (...times: string[]) =>
  times.map((time) =>
    writeUsual(
      buildPing({}, { event_id: ++event_id, event_timestamp: at(time) }),
    ),
  );

describe("players by hour and minute", () => {
  const database = lendDatabase();
  beforeEach(() => emptyDatabase(database.store));

  /** Ingests these lines, a run each list, and checks all tables. */
  async function ingest(...runs: string[][]): Promise<Store> {
    const { store } = database;
    for (const lines of runs)
      await ingestContents(store, [Buffer.from(lines.join("\n"))]);
    await expectSound(store);
    return store;
  }

  /** The rows of a metric, for all players: `date bucket n`. */
  async function rowsOf(store: Store, metric: string): Promise<string[]> {
    const rows = await store.query<{ row: string }>({
      name: "rows-of-metric",
      sql: `SELECT concat(toString(date), ' ', toString(bucket), ' ', toString(sum(n))) AS row
        FROM summed_day_counts
        WHERE metric = {metric:String} AND country = '' AND device = ''
        GROUP BY date, bucket HAVING sum(n) != 0 ORDER BY date, bucket`,
      parameters: { metric },
    });
    return rows.map(({ row }) => row);
  }

  it("count a player once in an hour, whatever runs bring the sessions of it", async () => {
    const store = await ingest(
      [registered("2024-10-08T10:00:00"), ...pinged("2024-10-08T12:00:00")],
      pinged("2024-10-08T12:59:59"),
      pinged("2024-10-08T12:30:00", "2024-10-08T13:00:59"),
    );
    expect(await rowsOf(store, "hour_players")).to.deep.equal([
      "2024-10-08 12 1",
      "2024-10-08 13 1",
    ]);
  });

  it("count the hours of a session that goes on after midnight on both days", async () => {
    const store = await ingest([
      registered("2024-10-08T10:00:00"),
      ...pinged("2024-10-08T23:59:10", "2024-10-09T00:00:10"),
    ]);
    expect(await rowsOf(store, "hour_players")).to.deep.equal([
      "2024-10-08 23 1",
      "2024-10-09 0 1",
    ]);
    expect(await rowsOf(store, "minute_players")).to.deep.equal([
      "2024-10-09 0 1",
      "2024-10-09 1 -1",
    ]);
  });

  it("count those in a session at the second at which a minute begins", async () => {
    const store = await ingest([
      registered("2024-10-08T10:00:00"),
      // None in between, the first second and the last one.
      ...pinged("2024-10-08T12:00:01", "2024-10-08T12:00:59"),
      ...pinged("2024-10-08T14:00:00", "2024-10-08T14:00:59"),
      ...pinged("2024-10-08T16:00:01", "2024-10-08T16:01:00"),
    ]);
    expect(await rowsOf(store, "minute_players")).to.deep.equal([
      "2024-10-08 840 1",
      "2024-10-08 841 -1",
      "2024-10-08 961 1",
      "2024-10-08 962 -1",
    ]);
  });

  it("take own clocks from the registration, also from an earlier one that comes later", async () => {
    const summer = registered("2024-10-08T10:00:00");
    const pings = pinged("2024-10-09T02:30:00");
    const store = await ingest([summer, ...pings]);
    const hours = () => rowsOf(store, "own_hour_players");
    expect(await hours()).to.deep.equal(["2024-10-08 22 1"]);
    await ingest([registered("2024-01-15T10:00:00")]);
    expect(await hours()).to.deep.equal(["2024-10-08 21 1"]);
    expect(await rowsOf(store, "hour_players")).to.deep.equal([
      "2024-10-09 2 1",
    ]);
  });

  it("have clocks that are ahead by a part of an hour", async () => {
    const store = await ingest([
      registered("2024-10-08T10:00:00", "NP"),
      // 5 h 45 min ahead: from 15:59 to 16:00.
      ...pinged("2024-10-08T10:14:30", "2024-10-08T10:15:00"),
    ]);
    expect(await rowsOf(store, "own_hour_players")).to.deep.equal([
      "2024-10-08 15 1",
      "2024-10-08 16 1",
    ]);
    expect(await rowsOf(store, "hour_players")).to.deep.equal([
      "2024-10-08 10 1",
    ]);
  });
});
