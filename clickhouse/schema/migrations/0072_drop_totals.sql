-- summed_players, summed_day_counts and signed_leaderboard answer what these did.
-- Done again, it finds nothing to drop.
DROP TABLE IF EXISTS session_data_by_date_view, match_data_by_date_view, user_session_totals_view, user_match_totals_view, user_registration_view, change_session_data_by_date, change_match_data_by_date, change_user_totals, summed_session_data_by_date, summed_match_data_by_date, summed_user_totals
