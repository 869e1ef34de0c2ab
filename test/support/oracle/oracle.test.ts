import { expect } from "chai";
import { ANN, MIDNIGHT, ping, register, runEvents } from "./run-events.ts";
import { runOracle } from "./oracle.ts";
import {
  WORKED_EXAMPLE_COUNTRIES,
  WORKED_EXAMPLE_DATE,
  WORKED_EXAMPLE_GAME_STATS,
  WORKED_EXAMPLE_USER_STATS,
  workedExampleLines,
} from "../events/worked-example.ts";

describe("the oracle", () => {
  it("answers the worked example", () => {
    const lines = workedExampleLines();
    const state = runOracle(lines, {
      countries: WORKED_EXAMPLE_COUNTRIES,
      now: MIDNIGHT,
    });
    expect(lines).to.have.length(47);
    expect(state).to.include({ accepted: 47, blank: 0 });
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
    runEvents([register(ANN, 1), ...times.map((time) => ping(ANN, time))])
      .sessions;

  it("continue after 60 s and end after 61 s", () => {
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
    const state = runEvents([
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
