/** The types of the columns of summed_players, of which a run makes tables too. */
export const PLAYER_COLUMNS = {
  registration:
    "Tuple(registered_at DateTime('UTC'), event_id UInt64, country String, registration_date_local_timezone DateTime64(0, 'UTC'), device String)",
  days: "Tuple(Array(Date), Array(Int64), Array(Int64), Array(Int64), Array(Int64), Array(Int64), Array(Int64))",
} as const;
