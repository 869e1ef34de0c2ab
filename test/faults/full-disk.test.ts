import { describeFullDisk } from "./describe-full-disk.ts";

// While a run spools, prepares and publishes; test/long has more steps.
describeFullDisk(["run-shards", "session-pings", "move-rows signed_sessions"]);
