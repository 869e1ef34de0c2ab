multiIf(
        reason = 'duplicate_registration', concat('user_id is "', toString(waits_for), '": this user has an earlier registration'),
        reason = 'unregistered_user', concat(if(event_type = 'match', 'a player', 'user_id'), ' is "', toString(waits_for), '": this user has no valid registration'),
        reason = 'before_registration', concat('event_timestamp is ', toString(toUInt32(event_timestamp)), ' (', toString(event_timestamp), ' UTC): earlier than the registration of user "', toString(waits_for), '"'),
        reason = 'match_conflict', concat('match_id is "', toString(match_id), '": another start or end of this match counts, or this end contradicts the start'),
        reason = 'match_unpaired', concat('match_id is "', toString(match_id), '": the other half of this match, its start or its end, is missing'),
        '')
