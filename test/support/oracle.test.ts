import { expect } from "chai";
import type { LineVerdict } from "./oracle/event.ts";
import { runOracle, type OracleState } from "./oracle.ts";
import {
  WORKED_EXAMPLE_COUNTRIES,
  WORKED_EXAMPLE_DATE,
  WORKED_EXAMPLE_GAME_STATS,
  WORKED_EXAMPLE_USER_STATS,
  workedExampleLines,
} from "./worked-example.ts";

/** 2024-10-10T00:00:00Z. */
const MIDNIGHT = 1_728_518_400;
const ANN = "0a52d65a-8012-934e-001b-19e6ba3cdc0e";
const BOB = "B0C4BF11-f279-5235-0cb3-023072ce1456";
const CAT = "cabdb307-5cc9-a1c0-058c-242b96206470";
const MATCH = "290d5196-9123-11ef-b02f-bafd2d38177c";

type Event = readonly [type: string, time: number, data: object];

const register = (user_id: string, time: number, country = "US"): Event => [
  "registration",
  time,
  { country, user_id, device_os: "Web" },
];
const ping = (user_id: string, time: number): Event => [
  "session_ping",
  time,
  { user_id, type: "" },
];
const goals = (
  time: number,
  home_goals_scored: number | null,
  away_goals_scored: number | null,
  [home_user_id, away_user_id] = [ANN, BOB],
): Event => [
  "match",
  time,
  {
    match_id: MATCH,
    home_user_id,
    away_user_id,
    home_goals_scored,
    away_goals_scored,
  },
];
const start = (time: number, players?: [string, string]) =>
  goals(time, null, null, players);
const end = (time: number, players?: [string, string]) =>
  goals(time, 3, 0, players);

/** Runs events whose ids are their places, or as given. */
function run(events: readonly Event[], ids?: readonly number[]): OracleState {
  const lines = events.map(([event_type, event_timestamp, event_data], at) =>
    Buffer.from(
      JSON.stringify({
        event_id: ids?.[at] ?? at,
        event_type,
        event_timestamp,
        event_data,
      }),
    ),
  );
  return runOracle(lines, {
    countries: WORKED_EXAMPLE_COUNTRIES,
    now: MIDNIGHT + 86_400,
  });
}

/** Two users registered at second 100, then the events, with ids from 2 on. */
function verdictsAfterTwo(...events: Event[]): LineVerdict[] {
  const two = [register(ANN, 100), register(BOB, 100)];
  return run([...two, ...events]).verdicts.slice(2);
}

describe("the oracle", () => {
  it("answers the worked example", () => {
    const lines = workedExampleLines();
    const state = runOracle(lines, {
      countries: WORKED_EXAMPLE_COUNTRIES,
      now: MIDNIGHT,
    });
    expect(lines).to.have.length(49);
    expect(state).to.include({ accepted: 49, blank: 0 });
    const days = [WORKED_EXAMPLE_DATE, undefined];
    for (const date of days) {
      for (const answer of WORKED_EXAMPLE_USER_STATS) {
        const { user_id } = answer;
        const given = state.userStats(user_id, date, WORKED_EXAMPLE_DATE);
        expect(JSON.stringify(given)).to.equal(JSON.stringify(answer));
      }
      expect(JSON.stringify(state.gameStats(date))).to.equal(
        JSON.stringify(WORKED_EXAMPLE_GAME_STATS),
      );
    }
  });

  it("closes the balance over any lines", () => {
    const lines = ["", "{", "{}", " \r"].map((line) => Buffer.from(line));
    const state = runOracle(lines, {
      countries: WORKED_EXAMPLE_COUNTRIES,
      now: MIDNIGHT,
    });
    expect(state).to.deep.include({
      verdicts: ["blank", "malformed_json", "invalid_event_id", "blank"],
      accepted: 0,
      blank: 2,
      rejectedByReason: { malformed_json: 1, invalid_event_id: 1 },
    });
  });
});

describe("the oracle's sessions", () => {
  const sessionsAt = (...times: number[]) =>
    run([register(ANN, 1), ...times.map((time) => ping(ANN, time))]).sessions;

  it("go on after 60 s and end after 61 s", () => {
    expect(sessionsAt(1060, 1000)).to.deep.equal([
      {
        user_id: ANN,
        date: "1970-01-01",
        session_start: 1000,
        session_end: 1060,
      },
    ]);
    expect(
      sessionsAt(1000, 1061, 1121, 1000).map((row) => [
        row.session_start,
        row.session_end,
      ]),
    ).to.deep.equal([
      [1000, 1000],
      [1061, 1121],
    ]);
  });

  it("belong to the day of their first ping", () => {
    const state = run([
      register(ANN, 1),
      ping(ANN, MIDNIGHT - 1),
      ping(ANN, MIDNIGHT + 59),
      ping(ANN, MIDNIGHT + 120),
    ]);
    expect(state.sessionData).to.deep.equal([
      {
        user_id: ANN,
        date: "2024-10-09",
        session_count: 1,
        time_spent_in_game: 60,
      },
      {
        user_id: ANN,
        date: "2024-10-10",
        session_count: 1,
        time_spent_in_game: 0,
      },
    ]);
  });
});

describe("the oracle's rules on several events", () => {
  it("keep the first of one event_id in the order of the input", () => {
    const state = run(
      [register(ANN, 9), register(ANN, 5), ping(ANN, 7)],
      [1, 1, 2],
    );
    expect(state.verdicts).to.deep.equal([
      "accepted",
      "duplicate_event",
      "before_registration",
    ]);
    expect(state.held).to.deep.equal([
      { event_id: 2, reason: "before_registration" },
    ]);
  });

  it("keep a user's first registration by time, then id", () => {
    const times = [20, 10, 10];
    const state = run(
      times.map((time) => register(ANN, time)),
      [1, 3, 2],
    );
    expect(state.verdicts).to.deep.equal([
      "duplicate_registration",
      "duplicate_registration",
      "accepted",
    ]);
    expect(state.held.map((row) => row.event_id)).to.deep.equal([1, 3]);
  });

  it("reject what a user without a registration does", () => {
    expect(
      verdictsAfterTwo(ping(CAT, 200), start(200, [ANN, CAT])),
    ).to.deep.equal(["unregistered_user", "unregistered_user"]);
  });

  it("reject what is strictly before a registration", () => {
    expect(
      verdictsAfterTwo(ping(ANN, 99), ping(ANN, 100), end(99), start(99)),
    ).to.deep.equal([
      "before_registration",
      "accepted",
      "before_registration",
      "before_registration",
    ]);
  });

  it("count the earliest start and its earliest end", () => {
    expect(
      verdictsAfterTwo(end(301), end(300), end(300), start(200), start(200)),
    ).to.deep.equal([
      "match_conflict",
      "accepted",
      "match_conflict",
      "accepted",
      "match_conflict",
    ]);
  });

  it("reject ends that name other players or are not later", () => {
    expect(
      verdictsAfterTwo(start(200), end(201, [BOB, ANN]), end(200), end(202)),
    ).to.deep.equal([
      "accepted",
      "match_conflict",
      "match_conflict",
      "accepted",
    ]);
  });

  it("leave a start or ends without the other half unpaired", () => {
    expect(verdictsAfterTwo(start(200))).to.deep.equal(["match_unpaired"]);
    expect(verdictsAfterTwo(end(200), end(201))).to.deep.equal([
      "match_unpaired",
      "match_unpaired",
    ]);
    expect(verdictsAfterTwo(start(200), start(201), end(150))).to.deep.equal([
      "match_unpaired",
      "match_conflict",
      "match_conflict",
    ]);
  });

  it("do not let a rejected event take part in later rules", () => {
    expect(
      verdictsAfterTwo(start(99), start(150, [ANN, CAT]), start(200), end(300)),
    ).to.deep.equal([
      "before_registration",
      "unregistered_user",
      "accepted",
      "accepted",
    ]);
  });
});

describe("the oracle's answers", () => {
  const every50s = Array.from({ length: 17 }, (_, at) =>
    ping(ANN, MIDNIGHT + at * 50),
  );
  const state = run([
    register(ANN, MIDNIGHT - 86_400),
    register(BOB, MIDNIGHT - 86_400, "JP"),
    ...every50s,
    start(MIDNIGHT + 1),
    goals(MIDNIGHT + 2, 1, 1),
  ]);

  it("round half up", () => {
    const answer = state.userStats(ANN, "2024-10-10", "2024-10-20");
    expect(answer?.time_spent_in_game).to.equal(800);
    expect(answer?.percentage_time_spent_in_match).to.equal(0.13);
  });

  it("count days from the latest session until the day or today", () => {
    const days = (date: string | undefined) =>
      state.userStats(ANN, date, "2024-10-20")?.days_since_last_login;
    expect(days(undefined)).to.equal(10);
    expect(days("2024-10-12")).to.equal(2);
    expect(days("2024-10-10")).to.equal(0);
    expect(days("2024-10-09")).to.equal(null);
  });

  it("give zeros for no time in game, and nothing for no user", () => {
    expect(state.userStats(BOB, undefined, "2024-10-20")).to.deep.equal({
      user_id: BOB.toLowerCase(),
      country: "JP",
      days_since_last_login: null,
      registration_date_local_timezone: "2024-10-09 09:00:00",
      number_of_sessions: 0,
      time_spent_in_game: 0,
      total_points_won_home: 0,
      total_points_won_away: 1,
      percentage_time_spent_in_match: 0,
    });
    expect(state.userStats(CAT, undefined, "2024-10-20")).to.equal(undefined);
  });

  it("name all who share the most points", () => {
    expect(state.gameStats(undefined)).to.deep.equal({
      active_users: 1,
      number_of_sessions: 1,
      avg_sessions_for_users: 1,
      user_with_most_points: [ANN, BOB.toLowerCase()],
    });
    expect(state.gameStats("2024-10-09")).to.deep.equal({
      active_users: 0,
      number_of_sessions: 0,
      avg_sessions_for_users: null,
      user_with_most_points: [],
    });
  });
});
