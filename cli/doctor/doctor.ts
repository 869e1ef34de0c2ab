import { resolve } from "node:path";
import { usesServer } from "../../clickhouse/place.ts";
import type { Command } from "../framework/command.ts";
import { readConfig, type Config } from "../../common/config.ts";
import { parseArguments } from "../framework/parse-arguments.ts";
import { checkDataDirectory } from "./check-data-directory.ts";
import { checkDatabase } from "./check-database.ts";
import { checkEngine, checkNode } from "./check-node.ts";
import { checkPrivacy } from "./check-privacy.ts";
import { checkServer } from "./check-server.ts";
import { checkSettings } from "./check-settings.ts";
import { checkTimezones } from "./check-timezones.ts";
import type { Finding } from "./finding.ts";
import { formatFindings } from "./format-findings.ts";

const CALL = "npx touchline doctor";

const USAGE = `Usage: ${CALL} [options]

Looks at Node.js, the engine, the settings, the time zones, the data directory
and its disk, what is open to other users and machines, the database and whether
it has lost rows, and the server where CLICKHOUSE_URL names one. Says what is
wrong and the remedy; exit status 1 if commands will fail of it. Changes nothing.

  --timezones FILE  the file to check (default: the bundled one)
  --help            print this

Examples:
  ${CALL}
  DATA_DIR=/srv/touchline ${CALL} --timezones timezones.jsonl`;

/** Says what is wrong with this installation. */
export const doctor: Command = {
  usage: USAGE,
  async run(args, context) {
    const { values } = parseArguments(
      { call: CALL, options: { timezones: { type: "string" } } },
      args,
    );
    const settings = checkSettings(context.env);
    const findings = [
      checkNode(),
      checkEngine(),
      ...settings,
      checkTimezones(values.timezones),
    ];
    if (!hasFault(settings))
      findings.push(...(await checkStorage(readConfig(context.env))));
    context.stdout.write(formatFindings(findings, context.stdout));
    if (hasFault(findings)) context.exitCode = 1;
  },
};

async function checkStorage(config: Config): Promise<Finding[]> {
  const home = resolve(config.DATA_DIR);
  const found = checkDataDirectory(home);
  if (!hasFault(found)) found.push(...checkPrivacy(home));
  if (usesServer(config)) return [...found, ...(await checkServer(config))];
  if (hasFault(found)) return found;
  return [...found, ...(await checkDatabase(config))];
}

const hasFault = (findings: readonly Finding[]): boolean =>
  findings.some(({ level }) => level === "fault");
