import { openStore } from "../clickhouse/open-store.ts";
import { readConfig } from "../common/config.ts";
import { runCommand } from "../common/run-command.ts";
import { serve } from "./serve.ts";

/** The API: opens the database, answers until it is told to stop. */
await runCommand(async () => {
  const config = readConfig();
  const store = await openStore(config);
  try {
    const { url, ended } = await serve(store, config);
    process.stdout.write(`Touchline answers at ${url} (Ctrl-C stops it)\n`);
    await ended;
  } finally {
    await store.close();
  }
});
