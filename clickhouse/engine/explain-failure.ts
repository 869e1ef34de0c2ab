import { printable } from "../../common/text.ts";
import type { EngineOrder } from "./engine-order.ts";

/** Why an engine did not start. */
export interface StartFailure {
  readonly kind: "held" | "failed";
  /** One line, with what to do. */
  readonly reason: string;
}

/** ClickHouse's own words are cut to this length. */
const LENGTH = 400;

/** Makes one line of what ClickHouse returned and printed at its end. */
export function explainFailure(
  text: string,
  { home, httpPort }: EngineOrder,
): StartFailure {
  const summary = essence(text);
  if (/Cannot lock file/.test(text))
    return {
      kind: "held",
      reason: `another process has the database in ${home} open (${summary})`,
    };
  if (/Address already in use|NETWORK_ERROR/.test(text))
    return {
      kind: "failed",
      reason: `ClickHouse cannot listen on the port ${httpPort} (${summary}): set ENGINE_HTTP_PORT to a free port, or unset it`,
    };
  return { kind: "failed", reason: `ClickHouse does not start: ${summary}` };
}

/** The first exception, without its stack. */
function essence(text: string): string {
  const [before = ""] = text.split(/Stack trace/);
  const lines = before
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("Logging error"));
  const exception = lines.find((line) => /Exception|Code: \d+/.test(line));
  const summary = (exception ?? lines.join(" "))
    .replace(/^.*?(Code: \d+)/, "$1")
    .replace(/,$/, "");
  return printable(
    summary.slice(0, LENGTH) || "it ended without an error message",
  );
}
