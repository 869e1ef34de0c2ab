import Koa from "koa";

// Koa with an answer as long as user-stats, and nothing behind it: what no
// API on it can surpass.

const app = new Koa();
app.use((context) => {
  context.body = {
    user_id: "52d65a1b-8012-934e-001b-19e6ba3cdc0e",
    country: "US",
    days_since_last_login: 0,
    registration_date_local_timezone: "2024-10-09 11:27:35",
    number_of_sessions: 2,
    time_spent_in_game: 780,
    total_points_won_home: 3,
    total_points_won_away: 0,
    percentage_time_spent_in_match: 14.49,
  };
});
const server = app.listen(0, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);
