import { resolve } from "node:path";
import { serve } from "../api/serve.ts";
import { openStore } from "../clickhouse/open-store.ts";
import { readConfig } from "../common/config.ts";
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
  const store = await openStore(config);
  try {
    const home = resolve(config.DATA_DIR);
    const owner = await serveOwner(store, new WriterLock(), home);
    try {
      const { url, stopping, ended } = await serve(store, config);
      process.stdout.write(`Touchline answers at ${url} (Ctrl-C stops it)\n`);
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
});
