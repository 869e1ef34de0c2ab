import { describeVanishedSpool } from "./describe-vanished-spool.ts";

describeVanishedSpool([
  ["the folder", undefined, "load-blocks stage_session_pings"],
  ["its pings", ".session_pings.native", "session-pings"],
]);
