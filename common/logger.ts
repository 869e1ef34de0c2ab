import { pino, stdTimeFunctions, type Logger } from "pino";
import { paint } from "./paint.ts";

export type { Logger };

/** How much is said, and in which form. */
export interface LogSettings {
  /** The least urgent that is said: silent, error, warn or info. */
  readonly LOG_LEVEL: string;
  /** text or json; "" is text on a terminal, and JSON elsewhere. */
  readonly LOG_FORMAT: string;
}

/** Makes the logger of a process, which writes lines to standard error. */
export function createLogger({ LOG_LEVEL, LOG_FORMAT }: LogSettings): Logger {
  const isText =
    LOG_FORMAT === "" ? process.stderr.isTTY : LOG_FORMAT === "text";
  return pino(
    {
      level: LOG_LEVEL,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    isText ? { write: writeText } : process.stderr,
  );
}

/** Writes a line of the log as a person reads it. */
function writeText(line: string): void {
  const { level, msg, ...others } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(others)
    .filter(([name]) => name !== "time" && name !== "pid")
    .map(([name, value]) => ` ${name}=${String(value)}`);
  const name = "touchline:";
  const head = level === "info" ? name : paint(process.stderr, "red", name);
  process.stderr.write(`${head} ${String(msg)}${fields.join("")}\n`);
}
