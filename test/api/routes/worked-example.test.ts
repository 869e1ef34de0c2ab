import { expect } from "chai";
import { lendApi } from "../lend-api.ts";
import { addMatches, addRegistration, addSessions } from "../rows.ts";

const WINNER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const LOSER = "c4bf11bf-f279-5235-0cb3-023072ce1456";
const SPECTATOR = "cdb30706-5cc9-a1c0-058c-242b96206470";
const date = "2024-10-09";

describe("the API on the worked example", () => {
  const api = lendApi();

  before(async () => {
    const { store } = api;
    await addRegistration(store, WINNER);
    await addRegistration(store, LOSER, {
      country: "DE",
      localTime: "2024-10-09 10:45:46",
    });
    await addRegistration(store, SPECTATOR, {
      country: "JP",
      localTime: "2024-10-09 21:04:27",
    });
    await addSessions(
      store,
      { userId: WINNER, date, sessions: 2, seconds: 780 },
      { userId: LOSER, date, sessions: 2, seconds: 600 },
      { userId: SPECTATOR, date, sessions: 1, seconds: 840 },
    );
    await addMatches(
      store,
      { userId: WINNER, date, seconds: 113, home: 3 },
      { userId: LOSER, date, seconds: 113 },
    );
  });

  const winner = `{"user_id":"${WINNER}","country":"US","days_since_last_login":0,"registration_date_local_timezone":"2024-10-09 11:27:35","number_of_sessions":2,"time_spent_in_game":780,"total_points_won_home":3,"total_points_won_away":0,"percentage_time_spent_in_match":14.49}`;
  const game = `{"active_users":3,"number_of_sessions":5,"avg_sessions_for_users":1.67,"user_with_most_points":["${WINNER}"]}`;

  const cases = [
    [`/api/user-stats?user_id=${WINNER}&date=${date}`, winner],
    [`/api/user-stats?user_id=${WINNER}`, winner],
    [`/api/game-stats?date=${date}`, game],
    ["/api/game-stats", game],
  ] as const;

  for (const [path, text] of cases) {
    it(`answers ${path} exactly`, async () => {
      const answer = await api.request(path);
      expect(answer.text).to.equal(text);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("content-type")).to.equal(
        "application/json; charset=utf-8",
      );
    });
  }

  it("returns the loser's and the spectator's own numbers", async () => {
    const loser = await api.request(`/api/user-stats?user_id=${LOSER}`);
    expect(loser.text).to.equal(
      `{"user_id":"${LOSER}","country":"DE","days_since_last_login":0,"registration_date_local_timezone":"2024-10-09 10:45:46","number_of_sessions":2,"time_spent_in_game":600,"total_points_won_home":0,"total_points_won_away":0,"percentage_time_spent_in_match":18.83}`,
    );
    const spectator = await api.request(`/api/user-stats?user_id=${SPECTATOR}`);
    expect(spectator.text).to.equal(
      `{"user_id":"${SPECTATOR}","country":"JP","days_since_last_login":0,"registration_date_local_timezone":"2024-10-09 21:04:27","number_of_sessions":1,"time_spent_in_game":840,"total_points_won_home":0,"total_points_won_away":0,"percentage_time_spent_in_match":0}`,
    );
  });

  it("returns zeros for a day without events", async () => {
    const other = await api.request("/api/game-stats?date=2024-10-08");
    expect(other.text).to.equal(
      '{"active_users":0,"number_of_sessions":0,"avg_sessions_for_users":null,"user_with_most_points":[]}',
    );
  });
});
