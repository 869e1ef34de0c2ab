/** What the API answers: GET / lists it, and a wrong path is told of it. */
export const ENDPOINTS = {
  "/api/user-stats?user_id={user_id}&date={date}":
    "a user's numbers on a UTC date, or of all time without one",
  "/api/game-stats?date={date}":
    "the whole game's numbers on a UTC date, or of all time without one",
} as const;
