import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ReadAhead } from "../../../api/routes/user-stats/read-ahead.ts";
import type { ReadStore } from "../../../clickhouse/connection/store.ts";
import { publishAs } from "../../support/database/publish-as.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { stopMerges } from "../rows.ts";

const USERS = 5000;
const userOf = (at: number): string =>
  `${at.toString(16).padStart(8, "0")}-0000-4000-8000-${(7 * at).toString(16).padStart(12, "0")}`;

describe("ReadAhead", () => {
  const database = lendDatabase();
  let version = 0;
  let statements = 0;
  let fails = false;
  let underWay = 0;
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    underWay++;
    try {
      return await work;
    } finally {
      underWay--;
    }
  };
  const store: ReadStore = {
    snapshot: (read) => counted(database.store.snapshot(read)),
    version: () => counted(database.store.version()),
    query: (statement) => {
      statements++;
      if (fails) return Promise.reject(new Error("no database"));
      return counted(database.store.query(statement));
    },
  };

  /** A run that adds a session of each user, as its own part. */
  function publishRun(): Promise<void> {
    return publishAs(database.store, ++version, () =>
      database.store.command({
        name: "add-sessions",
        sql: `INSERT INTO summed_user_totals (user_id, session_count, time_spent_in_game, run_id)
          SELECT concat(leftPad(lower(hex(toUInt32(number))), 8, '0'), '-0000-4000-8000-', leftPad(lower(hex(7 * number)), 12, '0'))::UUID,
            1, number, ${version}
          FROM numbers(${USERS})`,
      }),
    );
  }

  /** Sends requests until nothing more is read. */
  async function readAll(ahead: ReadAhead): Promise<void> {
    ahead.get(version, userOf(0));
    for (let before = -1; before !== statements || underWay > 0;) {
      before = statements;
      await sleep(200);
    }
  }

  const sessionsKnown = (ahead: ReadAhead): Set<number | undefined> =>
    new Set(
      Array.from(
        { length: USERS },
        (_, at) => ahead.get(version, userOf(at))?.sessions,
      ),
    );

  before(async () => {
    await stopMerges(database.store);
    for (let run = 0; run < 3; run++) await publishRun();
  });

  beforeEach(() => {
    fails = false;
  });

  it("knows all users with all their rows, wherever its reads were cut", async () => {
    const ahead = new ReadAhead(store, 3 * USERS);
    await readAll(ahead);
    expect([...sessionsKnown(ahead)]).to.deep.equal([version]);
    for (let at = 0; at < USERS; at++)
      expect(ahead.get(version, userOf(at))?.secondsInGame).to.equal(
        version * at,
      );
    expect(ahead.get(version, userOf(USERS))).to.equal(undefined);
  });

  it("knows nothing of another version", async () => {
    const ahead = new ReadAhead(store, 10 * USERS);
    await readAll(ahead);
    expect(ahead.get(version - 1, userOf(1))).to.equal(undefined);
    await publishRun();
    expect(ahead.get(version, userOf(1))).to.equal(undefined);
    await readAll(ahead);
    expect([...sessionsKnown(ahead)]).to.deep.equal([version]);
    expect(ahead.get(version - 1, userOf(1))).to.equal(undefined);
  });

  it("never mixes versions while runs are published", async () => {
    const ahead = new ReadAhead(store, 100 * USERS);
    for (let run = 0; run < 5; run++) {
      ahead.get(version, userOf(0));
      await sleep(5 * run);
      await publishRun();
      for (const sessions of sessionsKnown(ahead))
        expect([undefined, version]).to.include(sessions);
    }
    await readAll(ahead);
    expect([...sessionsKnown(ahead)]).to.deep.equal([version]);
  });

  it("reads nothing if there are too many users", async () => {
    const ahead = new ReadAhead(store, USERS);
    await readAll(ahead);
    expect([...sessionsKnown(ahead)]).to.deep.equal([undefined]);
  });

  it("knows nothing when the database fails", async () => {
    fails = true;
    const ahead = new ReadAhead(store, 100 * USERS);
    await readAll(ahead);
    expect([...sessionsKnown(ahead)]).to.deep.equal([undefined]);
  });
});
