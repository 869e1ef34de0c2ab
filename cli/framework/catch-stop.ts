import type { EventEmitter } from "node:events";

/**
 * npm and npx pass on the Ctrl-C that the terminal has sent to every process:
 * this soon after the first one, a signal is but its echo.
 */
const ECHO_MILLISECONDS = 100;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Calls `stop` at the first signal that asks a command to end. Another one
 * ends the process, as it does by default. Returns what lets go of them.
 */
export function catchStop(signals: EventEmitter, stop: () => void): () => void {
  const release = () => {
    for (const name of SIGNALS) signals.off(name, heard);
  };
  const heard = () => {
    release();
    ignoreEchoes(signals);
    stop();
  };
  for (const name of SIGNALS) signals.on(name, heard);
  return release;
}

/** Lets the echoes of a signal that has just come do nothing. */
export function ignoreEchoes(signals: EventEmitter): void {
  const ignore = () => undefined;
  for (const name of SIGNALS) signals.on(name, ignore);
  setTimeout(() => {
    for (const name of SIGNALS) signals.off(name, ignore);
  }, ECHO_MILLISECONDS).unref();
}
