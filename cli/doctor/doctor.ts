import type { Command } from "../framework/command.ts";
import { parseArguments } from "../framework/parse-arguments.ts";
import { DATA_DIRECTORY } from "./check-data-directory.ts";
import { DATABASE } from "./check-database.ts";
import { ENGINE, NODE } from "./check-node.ts";
import { PRIVACY } from "./check-privacy.ts";
import { SERVER } from "./check-server.ts";
import { SETTINGS_CHECK } from "./check-settings.ts";
import { TIMEZONES } from "./check-timezones.ts";
import type { Check, Finding, Installation } from "./check.ts";
import { formatFindings } from "./format-findings.ts";

/** All checks, in their order: each after those that it needs. */
const CHECKS: readonly Check[] = [
  NODE,
  ENGINE,
  SETTINGS_CHECK,
  TIMEZONES,
  DATA_DIRECTORY,
  PRIVACY,
  SERVER,
  DATABASE,
];

const CALL = "npx touchline doctor";

const USAGE = `Usage: ${CALL} [options]

Examines this installation, and prints a remedy for each fault. The exit status
is 1 if commands will fail. Changes nothing. It examines:

${CHECKS.map(({ about }) => `  ${about}`).join("\n")}

  --timezones FILE  the timezones file to examine (default: TIMEZONES, else
                    the bundled one)
  --help            print this

Examples:
  ${CALL}
  DATA_DIR=/srv/touchline ${CALL} --timezones timezones.jsonl`;

const LINE = {
  call: CALL,
  summary: "find out what is wrong with this installation",
  usage: USAGE,
  options: { timezones: { type: "string" } },
} as const;

/** Prints what is wrong with this installation, and the remedies. */
export const doctor: Command = {
  ...LINE,
  async run(args, context) {
    const { values } = parseArguments(LINE, args);
    const { timezones } = values;
    const findings = await examine({ env: context.env, timezones });
    context.stdout.write(formatFindings(findings, context.stdout));
    if (hasFault(findings)) context.exitCode = 1;
  },
};

/** Runs each check, unless one that it needs was left out or found a fault. */
async function examine(installation: Installation): Promise<Finding[]> {
  const passed = new Set<Check>();
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    if (check.needs?.some((needed) => !passed.has(needed))) continue;
    const found = await check.examine(installation);
    if (!hasFault(found)) passed.add(check);
    findings.push(...found);
  }
  return findings;
}

const hasFault = (findings: readonly Finding[]): boolean =>
  findings.some(({ level }) => level === "fault");
