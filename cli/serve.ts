import { resolve } from "node:path";
import { serve } from "../api/serve.ts";
import {
  openServerReadStore,
  openStore,
  usesServer,
} from "../clickhouse/open-store.ts";
import { readConfig, type Config } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import { serveOwner } from "../owner/serve-owner.ts";
import { WriterLock } from "../owner/writer-lock.ts";

/** Whatever still runs then is given up, as if the process had died. */
const GRACE_MILLISECONDS = 20_000;

/**
 * The API: opens the database, answers until it is told to stop. Meanwhile
 * it does what other commands ask of the database.
 */
await runCommand(async () => {
  const config = readConfig();
  await (usesServer(config) ? serveFromServer(config) : serveEmbedded(config));
});

async function serveEmbedded(config: Config): Promise<void> {
  const store = await openStore(config);
  try {
    const home = resolve(config.DATA_DIR);
    const owner = await serveOwner(store, new WriterLock(), home);
    try {
      const { url, stopping, ended } = await serve(store, config);
      announce(url);
      await stopping;
      // Leaving in an orderly way would wait for the engine.
      const giveUp = () => process.kill(process.pid, "SIGKILL");
      setTimeout(giveUp, GRACE_MILLISECONDS).unref();
      await Promise.all([ended, owner.close("cancel")]);
    } finally {
      await owner.close("cancel");
    }
  } finally {
    await store.close();
  }
}

/** Reads from a server, whether that is up by now or not. */
async function serveFromServer(config: Config): Promise<void> {
  const store = openServerReadStore(config);
  try {
    const { url, ended } = await serve(store, config);
    announce(url);
    await ended;
  } finally {
    await store.close();
  }
}

function announce(url: string): void {
  process.stdout.write(`Touchline answers at ${url} (Ctrl-C stops it)\n`);
}
