import { resolve } from "node:path";
import { readAccess, type Access } from "../api/access/access.ts";
import { Health } from "../api/health/health.ts";
import { describeError } from "../api/middleware/error-handler.ts";
import { Metrics } from "../api/metrics/metrics.ts";
import { serve as serveApi } from "../api/serve.ts";
import {
  openServerReadStore,
  openStore,
  usesServer,
} from "../clickhouse/open-store.ts";
import { timeWrites } from "../clickhouse/timed-store.ts";
import type { Command } from "../common/command.ts";
import { readConfig, retentionDays, type Config } from "../common/config.ts";
import { createLogger, type Logger } from "../common/logger.ts";
import { parseArguments } from "../common/parse-arguments.ts";
import { Activity } from "../owner/activity.ts";
import type { EndedOperation } from "../owner/ended-operation.ts";
import { keepForgetting, type Keeper } from "../owner/keep-forgetting.ts";
import { serveOwner } from "../owner/serve-owner.ts";
import { WriterLock } from "../owner/writer-lock.ts";
import { ignoreEchoes } from "./catch-stop.ts";

const CALL = "npx touchline serve";

const USAGE = `Usage: ${CALL}

Answers at the dashboard, the API and its reference until it is stopped.
Meanwhile it does what other commands ask of the database.

  --help    print this

  HOST      the address it listens on (default: 127.0.0.1; 0.0.0.0: all)
  PORT      the port (default: 5000; 0: any that is free)
  API_KEYS  who may ask, as npx touchline key prints it; needed where HOST
            lets other machines ask
  DATA_DIR  the folder of the database (default: ./data)

Examples:
  ${CALL}
  HOST=0.0.0.0 PORT=8080 API_KEYS=$(cat keys) ${CALL}
  CLICKHOUSE_URL=http://localhost:8123 ${CALL}`;

/** The API: opens the database, answers until it is told to stop. */
export const serve: Command = {
  usage: USAGE,
  async run(args) {
    parseArguments({ call: CALL, options: {} }, args);
    const config = readConfig();
    const access = readAccess(config);
    const logger = createLogger(config);
    await (usesServer(config)
      ? serveFromServer(config, access, logger)
      : serveEmbedded(config, access, logger));
  },
};

async function serveEmbedded(
  config: Config,
  access: Access,
  logger: Logger,
): Promise<void> {
  // It listens first: probes are told that the database is being opened.
  const metrics = new Metrics();
  const health = new Health({
    log: (text, fields = {}) => logger.error(fields, text),
  });
  const activity = new Activity();
  const serving = await serveApi(health.store, config, {
    logger,
    access,
    health,
    metrics,
    underWay: () => activity.current,
  });
  const { url, stopping, ended } = serving;
  void stopping.then(() => {
    ignoreEchoes();
    giveUpAfter(config.STOP_SECONDS);
  });
  try {
    const store = await openStore(config, (step) => health.waitsFor(step));
    try {
      const home = resolve(config.DATA_DIR);
      const timed = timeWrites(store, metrics.write);
      const lock = new WriterLock();
      const watch = (operation: EndedOperation): void => {
        metrics.operation(operation);
        logOperation(logger, operation);
      };
      const owner = await serveOwner(timed, lock, activity, home, watch);
      const stop = new AbortController();
      const forgetting = forgetDaily(config, logger, {
        ...{ store: timed, lock, activity, watch, signal: stop.signal },
      });
      try {
        health.opened(store);
        announce(url);
        await stopping;
        stop.abort();
        await Promise.all([ended, owner.close("cancel")]);
      } finally {
        stop.abort();
        await Promise.all([forgetting, owner.close("cancel")]);
      }
    } finally {
      await store.close();
    }
  } finally {
    serving.close();
  }
}

/** Forgets old raw events, where that is set, until it is stopped. */
async function forgetDaily(
  config: Config,
  logger: Logger,
  keeper: Omit<Keeper, "failed">,
): Promise<void> {
  const days = retentionDays(config);
  if (days === undefined) return;
  const failed = (error: unknown) =>
    logger.error(`old raw events were not forgotten: ${describeError(error)}`);
  await keepForgetting(days, { ...keeper, failed });
}

/** Logs what was done for another command, whose arguments may name users. */
function logOperation(
  logger: Logger,
  { seconds, failure, ...operation }: EndedOperation,
): void {
  const fields = { ...operation, seconds: Math.round(seconds * 1000) / 1000 };
  if (failure === undefined) logger.info(fields, "operation");
  // Its command has told its user; a bug is ours.
  else
    logger[failure === "bug" ? "error" : "info"](
      { ...fields, failure },
      "operation failed",
    );
}

/** Ends the process as if it had died: an orderly end waits for the engine. */
function giveUpAfter(seconds: number): void {
  const giveUp = () => process.kill(process.pid, "SIGKILL");
  setTimeout(giveUp, seconds * 1000).unref();
}

/** Reads from a server, whether that is up by now or not. */
async function serveFromServer(
  config: Config,
  access: Access,
  logger: Logger,
): Promise<void> {
  const store = openServerReadStore(config);
  try {
    const { url, stopping, ended } = await serveApi(store, config, {
      logger,
      access,
    });
    announce(url);
    await stopping;
    ignoreEchoes();
    await ended;
  } finally {
    await store.close();
  }
}

function announce(url: string): void {
  process.stdout.write(`Touchline answers at ${url} (Ctrl-C stops it)\n`);
}
