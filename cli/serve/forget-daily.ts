import { beginChange } from "../../runs/begin-change.ts";
import type { ReadStore } from "../../clickhouse/connection/store.ts";
import { retentionDays, type Config } from "../../common/settings/config.ts";
import type { Logger } from "../../common/logger.ts";
import { describeError } from "../../api/middleware/error-handler.ts";
import { findDueHorizon } from "../../upkeep/forget/choose-horizon.ts";
import { forget } from "../../upkeep/forget/forget.ts";
import { keepForgetting } from "../../upkeep/forget/keep-forgetting.ts";
import { advanceProgress, NO_PROGRESS } from "../../runs/run-progress.ts";

/** How long another command that changes the database may take. */
const WAIT_SECONDS = 604_800;

/**
 * Forgets old raw events once a day, where that is set, until it is stopped.
 * @param reader reads the database, which may have to be opened first.
 */
export async function forgetDaily(
  config: Config,
  reader: ReadStore,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const days = retentionDays(config);
  if (days === undefined) return;
  await keepForgetting({
    signal,
    failed: (error) =>
      logger.error(
        `old raw events were not forgotten: ${describeError(error)}`,
      ),
    async moveOn(now) {
      // Others are not waited for when there is nothing to do.
      const horizon = await findDueHorizon(
        { rows: (statement) => reader.query(statement) },
        { days, now },
      );
      if (horizon === undefined) return;
      let progress = NO_PROGRESS;
      const contender = {
        ...{ operation: "forget", title: "forget", signal },
        waitSeconds: WAIT_SECONDS,
        waiting: () => undefined,
        progress: () => progress,
      };
      const change = beginChange(config, contender, "fail");
      try {
        const request = { horizon, dryRun: false };
        const store = await change.opened;
        const { runId, seconds } = await forget(
          store,
          request,
          (event) => (progress = advanceProgress(progress, event)),
          signal,
        );
        if (runId !== null) logger.info({ runId, seconds }, "forget");
      } finally {
        await change.end();
      }
    },
  });
}
