import { pino, stdTimeFunctions, type Logger } from "pino";
import type { Output } from "./command.ts";
import { paint } from "./paint.ts";

export type { Logger };

/** How much is said, and in which form. */
export interface LogSettings {
  /** The least urgent that is said: silent, error, warn or info. */
  readonly LOG_LEVEL: string;
  /** text or json; "" is text on a terminal, and JSON elsewhere. */
  readonly LOG_FORMAT: string;
}

/** Makes the logger of a process, which writes lines to its standard error. */
export function createLogger(
  { LOG_LEVEL, LOG_FORMAT }: LogSettings,
  output: Output = process.stderr,
): Logger {
  const isText = LOG_FORMAT === "" ? output.isTTY : LOG_FORMAT === "text";
  return pino(
    {
      level: LOG_LEVEL,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    isText ? { write: (line) => writeText(line, output) } : output,
  );
}

/** Writes a line of the log as a person reads it. */
function writeText(line: string, output: Output): void {
  const { level, msg, ...others } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(others)
    .filter(([name]) => name !== "time" && name !== "pid")
    .map(([name, value]) => ` ${name}=${String(value)}`);
  const name = "touchline:";
  const head = level === "info" ? name : paint(output, "red", name);
  output.write(`${head} ${String(msg)}${fields.join("")}\n`);
}
