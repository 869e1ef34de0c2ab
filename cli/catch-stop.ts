/**
 * npm and npx pass on the Ctrl-C that the terminal has sent to every process:
 * this soon after the first one, a signal is but its echo.
 */
const ECHO_MILLISECONDS = 100;

/**
 * Calls `stop` at the first SIGINT or SIGTERM. Another one ends the process,
 * as it does by default. Returns what lets go of the signals.
 */
export function catchStop(stop: () => void): () => void {
  const release = () => {
    process.off("SIGINT", heard).off("SIGTERM", heard);
  };
  const heard = () => {
    release();
    ignoreEchoes();
    stop();
  };
  process.on("SIGINT", heard).on("SIGTERM", heard);
  return release;
}

/** Lets the echoes of a signal that has just come do nothing. */
export function ignoreEchoes(): void {
  const ignore = () => undefined;
  process.on("SIGINT", ignore).on("SIGTERM", ignore);
  setTimeout(() => {
    process.off("SIGINT", ignore).off("SIGTERM", ignore);
  }, ECHO_MILLISECONDS).unref();
}
