import { describeVanishedSpool } from "../../faults/describe-vanished-spool.ts";

describeVanishedSpool([
  ["the folder", undefined, "admitted"],
  ["its pings", ".session_pings.native", "late-rejects"],
]);
