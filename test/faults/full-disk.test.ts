import { describeFullDisk } from "./describe-full-disk.ts";

// While a run spools, prepares and publishes; test/long has more steps.
describeFullDisk([
  "run-registrations",
  "session-pings",
  "move-rows signed_sessions",
]);
