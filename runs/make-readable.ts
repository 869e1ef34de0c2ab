import { resolve } from "node:path";
import type { Store } from "../clickhouse/connection/store.ts";
import { withPlace, type Place } from "../clickhouse/place.ts";
import type { Config } from "../common/settings/config.ts";
import { TouchlineError } from "../common/errors.ts";
import { explainingDisk } from "../common/explain-files.ts";
import { withStore } from "./begin-change.ts";
import type { Contender } from "./lease.ts";
import { readLedger } from "./ledger.ts";
import { describeLoss, findLoss } from "./loss.ts";
import { openReader, type Reader } from "./open-store.ts";
import { recover } from "./publish/publish.ts";
import { NO_PROGRESS } from "./run-progress.ts";
import { makeSpoolFolder } from "./spool-folder.ts";

/**
 * Brings the database of a place into a state that can be read: creates its
 * tables, updates its schema, completes a run that was left half published.
 * @param report receives a phrase about what takes long.
 */
export async function makeReadable(
  config: Config,
  place: Place,
  report: (text: string) => void,
): Promise<void> {
  await maintain(config, place, complete, report);
}

/** What the database of a place has lost, in one line; undefined if nothing. */
export async function lossIn(
  config: Config,
  place: Place,
): Promise<string | undefined> {
  return maintain(config, place, async (store) =>
    describeLoss(await findLoss(store)),
  );
}

function maintain<T>(
  config: Config,
  place: Place,
  work: (store: Store) => Promise<T>,
  report: (text: string) => void = () => undefined,
): Promise<T> {
  const dataDir = resolve(config.DATA_DIR);
  const contender = { ...MAINTENANCE, waiting: report };
  return explainingDisk(dataDir, () =>
    withStore(config, place, contender, makeSpoolFolder(dataDir), work),
  );
}

/** Recovery on behalf of a reader; it does not wait for the lease. */
const MAINTENANCE: Omit<Contender, "waiting"> = {
  operation: "recover",
  title: "completing a run that was interrupted",
  waitSeconds: 0,
  signal: new AbortController().signal,
  progress: () => ({ ...NO_PROGRESS, step: "completing a run" }),
};

/** Completes a run that its process has left, if there is one. */
async function complete(store: Store): Promise<void> {
  const { interrupted } = await readLedger(store);
  if (!interrupted) return;
  try {
    await store.asWriter(() => recover(store));
  } catch (error) {
    // It is being published, or another process completes it.
    const busy = error instanceof TouchlineError && error.kind === "busy";
    if (!busy) throw error;
  }
}

/** Lends the database of the settings, which must exist, for reading. */
export async function withReader<T>(
  config: Config,
  report: (text: string) => void,
  work: (reader: Reader, place: Place) => Promise<T>,
): Promise<T> {
  return withPlace(config, async (place) => {
    await makeReadable(config, place, report);
    const reader = openReader(place.reader);
    try {
      return await work(reader, place);
    } finally {
      await reader.close();
    }
  });
}
