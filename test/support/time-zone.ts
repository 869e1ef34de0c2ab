// A zone that is 12:45 h or 13:45 h ahead exposes local times.
process.env["TZ"] = "Pacific/Chatham";
