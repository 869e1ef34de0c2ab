import { styleText } from "node:util";
import { pino, stdTimeFunctions, type Logger } from "pino";
import type { Output } from "./watch-output.ts";

export type { Logger };

/** What is logged, and in which form. */
export interface LogSettings {
  /** The lowest level that is logged: silent, error, warn or info. */
  readonly LOG_LEVEL: string;
  /** text or json; "" is text on a terminal, and JSON elsewhere. */
  readonly LOG_FORMAT: string;
}

/** Makes a logger that writes lines to standard error. */
export function createLogger(
  { LOG_LEVEL, LOG_FORMAT }: LogSettings,
  stderr: Output,
): Logger {
  const isText = LOG_FORMAT === "" ? stderr.isTTY : LOG_FORMAT === "text";
  return pino(
    {
      level: LOG_LEVEL,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    isText ? { write: (line) => writeText(line, stderr) } : stderr,
  );
}

/** Writes a line of the log as a person reads it. */
function writeText(line: string, stderr: Output): void {
  const { level, msg, ...others } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(others)
    .filter(([name]) => name !== "time" && name !== "pid")
    .map(([name, value]) => ` ${name}=${String(value)}`);
  const name = "touchline:";
  const head =
    level === "info" ? name : styleText("red", name, { stream: stderr });
  stderr.write(`${head} ${String(msg)}${fields.join("")}\n`);
}
