import type { Contender } from "../../clickhouse/writer-lease.ts";

/** Whether tests run on a server: npm run test:server. */
export const onServer = process.env["TEST_CLICKHOUSE"] === "server";

/** A command of which nobody wants to hear. */
export const NOBODY: Contender = {
  title: "a test",
  waitSeconds: 0,
  signal: new AbortController().signal,
  waiting: () => undefined,
};
