// A zone that is 12:45 h or 13:45 h ahead shows whatever follows it.
process.env["TZ"] = "Pacific/Chatham";
