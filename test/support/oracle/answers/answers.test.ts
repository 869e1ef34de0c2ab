import { expect } from "chai";
import {
  ANN,
  BOB,
  CAT,
  goals,
  MIDNIGHT,
  ping,
  register,
  runEvents,
  start,
} from "../run-events.ts";

describe("the oracle's answers", () => {
  const every50s = Array.from({ length: 17 }, (_, at) =>
    ping(ANN, MIDNIGHT + at * 50),
  );
  const state = runEvents([
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

  it("name all users who share the most points", () => {
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
