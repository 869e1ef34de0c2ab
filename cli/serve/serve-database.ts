import { setTimeout as sleep } from "node:timers/promises";
import type { Access } from "../../api/access/access.ts";
import { Health } from "../../api/health/health.ts";
import { describeError } from "../../api/middleware/error-handler.ts";
import { serve, type Serving } from "../../api/serve.ts";
import { lossIn, makeReadable } from "../../runs/make-readable.ts";
import {
  openPlace,
  serverPlace,
  usesServer,
  type Place,
} from "../../clickhouse/place.ts";
import { openReader } from "../../runs/open-store.ts";
import type { CommandContext } from "../framework/command.ts";
import { sessionGapOf, type Config } from "../../common/settings/config.ts";
import type { Logger } from "../../common/logger.ts";
import { ignoreEchoes } from "../framework/catch-stop.ts";
import { forgetDaily } from "./forget-daily.ts";

/** The wait before another try to start an engine. */
const RETRY_MILLISECONDS = 2000;

/** What an API is served with. */
export interface ServeSettings {
  readonly config: Config;
  readonly access: Access;
  readonly logger: Logger;
  /** What is done before the database is opened; given up when it is aborted. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
  /** Called when the first request can be answered. */
  readonly ready: (url: string, health: Health) => Promise<void> | void;
}

/**
 * Answers from the database of the settings until a signal ends it. An engine
 * that dies is started again; until then answers are 503, as before the
 * database is open for the first time.
 * Throws what keeps the database from being opened for the first time.
 */
export async function serveDatabase(
  { signals }: CommandContext,
  { config, access, logger, prepare, ready }: ServeSettings,
): Promise<void> {
  // It listens first, so that a port in use ends it before any work is done.
  // Until the database is open, probes get 503 and the reason.
  const health = new Health({
    log: (text, fields = {}) => logger.error(fields, text),
  });
  const serving = await serve(health.store, config, {
    ...{ logger, access, health, signals },
  });
  const stop = new AbortController();
  let late: NodeJS.Timeout | undefined;
  void serving.stopping.then(() => {
    ignoreEchoes(signals);
    stop.abort();
    late = giveUpAfter(config.STOP_SECONDS);
  });
  let forgetting = Promise.resolve();
  const begin: typeof ready = (url) => {
    // Not before: what fails is tried again an hour later.
    forgetting = forgetDaily(config, health.store, logger, stop.signal);
    return ready(url, health);
  };
  try {
    await prepare?.(stop.signal);
    await keepOpen(serving, { config, health, logger, ready: begin });
    await serving.ended;
  } finally {
    stop.abort();
    serving.close();
    await forgetting;
    clearTimeout(late);
  }
}

interface Keeping extends Pick<ServeSettings, "config" | "logger" | "ready"> {
  readonly health: Health;
}

/** Keeps the database open until the process is to stop. */
async function keepOpen(
  { url, stopping, ended }: Serving,
  { config, health, logger, ready }: Keeping,
): Promise<void> {
  let isStopping = false;
  void stopping.then(() => (isStopping = true));
  for (let first = true; !isStopping; first = false) {
    try {
      const { place, loss } = await open(config, (text) => {
        health.waitsFor(text);
        logger.warn(text);
      });
      const reader = openReader(place.reader, {
        stuck: completing(config, place, logger),
        sessionGap: sessionGapOf(config),
      });
      try {
        health.opened(reader);
        health.lost(loss);
        if (loss !== undefined)
          logger.error(`the database has lost rows: ${loss}`);
        if (first) await ready(url, health);
        else logger.error("the database engine runs again");
        await Promise.race([stopping, place.lost]);
        if (isStopping) await ended;
      } finally {
        health.waitsFor("the database engine is being started again");
        await reader.close();
        place.release();
      }
      if (!isStopping)
        logger.error("the database engine has ended: it is started again");
    } catch (error) {
      if (first) throw error;
      logger.error(`the database cannot be opened: ${describeError(error)}`);
      await Promise.race([stopping, sleep(RETRY_MILLISECONDS)]);
    }
  }
}

/** A place whose database can be read. */
interface Opened {
  readonly place: Place;
  /** What it has lost, in one line. */
  readonly loss: string | undefined;
}

async function open(
  config: Config,
  report: (text: string) => void,
): Promise<Opened> {
  // What reads a server need not be able to change it, nor find it up.
  if (usesServer(config))
    return { place: serverPlace(config), loss: undefined };
  const place = await openPlace(config, "create");
  try {
    await makeReadable(config, place, report);
    return { place, loss: await lossIn(config, place) };
  } catch (error) {
    place.release();
    throw error;
  }
}

/** Makes what completes a run that stays half published, one at a time. */
function completing(config: Config, place: Place, logger: Logger): () => void {
  let underWay = false;
  return () => {
    if (underWay) return;
    underWay = true;
    makeReadable(config, place, (text) => logger.warn(text))
      .catch((error: unknown) =>
        logger.error(
          `a run that was interrupted cannot be completed: ${describeError(error)}`,
        ),
      )
      .finally(() => (underWay = false));
  };
}

/** Ends the process as if it had died, where an orderly end takes too long. */
function giveUpAfter(seconds: number): NodeJS.Timeout {
  const giveUp = () => process.kill(process.pid, "SIGKILL");
  return setTimeout(giveUp, seconds * 1000).unref();
}
