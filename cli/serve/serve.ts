import { readAccess } from "../../api/access/access.ts";
import type { Command } from "../framework/command.ts";
import { createLogger } from "../../common/logger.ts";
import {
  LISTEN_OPTIONS,
  LISTEN_USAGE,
  readListenConfig,
} from "./listen-options.ts";

const CALL = "npx touchline serve";

const USAGE = `Usage: ${CALL} [options]

Serves the dashboard, the API and its reference until it is stopped. Other
commands can use the same database meanwhile.

${LISTEN_USAGE}

  API_KEYS  the keys that are accepted, as npx touchline key prints them; required
            if other machines can reach the API, by HOST or a proxy, unless
            ALLOW_ANONYMOUS=1
  DATA_DIR  the folder of the database (default: ./data)

Examples:
  ${CALL} --port 8080
  HOST=0.0.0.0 PORT=8080 API_KEYS="$(cat keys)" ${CALL}
  CLICKHOUSE_URL=http://localhost:8123 ${CALL}`;

const LINE = {
  call: CALL,
  summary: "serve the dashboard and the API",
  usage: USAGE,
  options: LISTEN_OPTIONS,
} as const;

/** The API: opens the database, serves it until a signal ends it. */
export const serve: Command = {
  ...LINE,
  async run(args, context) {
    const config = readListenConfig(LINE, args, context);
    // Loading the API takes 0.3 s, which --help need not wait for.
    const { serveDatabase } = await import("./serve-database.ts");
    await serveDatabase(context, {
      config,
      access: readAccess(config),
      logger: createLogger(config, context.stderr),
      ready(url) {
        context.stdout.write(`Touchline answers at ${url} (Ctrl-C stops it)\n`);
      },
    });
  },
};
