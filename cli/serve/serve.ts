import { readAccess } from "../../api/access/access.ts";
import type { Command } from "../framework/command.ts";
import { createLogger } from "../../common/logger.ts";
import { LISTEN_USAGE, readListenConfig } from "./listen-options.ts";
import { serveDatabase } from "./serve-database.ts";

const CALL = "npx touchline serve";

const USAGE = `Usage: ${CALL} [options]

Answers at the dashboard, the API and its reference until it is stopped. Other
commands work on the same database meanwhile.

${LISTEN_USAGE}

  API_KEYS  who may ask, as npx touchline key prints it; needed where HOST or a
            proxy lets other machines ask, unless ALLOW_ANONYMOUS=1 lets
            everybody
  DATA_DIR  the folder of the database (default: ./data)

Examples:
  ${CALL} --port 8080
  HOST=0.0.0.0 PORT=8080 API_KEYS="$(cat keys)" ${CALL}
  CLICKHOUSE_URL=http://localhost:8123 ${CALL}`;

/** The API: opens the database, answers until it is told to stop. */
export const serve: Command = {
  usage: USAGE,
  async run(args, context) {
    const config = readListenConfig(CALL, args, context);
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
