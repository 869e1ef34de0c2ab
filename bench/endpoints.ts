import { parseArgs } from "node:util";
import { runCommand } from "../cli/framework/run-command.ts";
import { ask, planAsks } from "./api/plan-asks.ts";
import { print } from "./harness/print.ts";
import { spreadOf } from "./harness/stats.ts";
import { formatTable } from "./harness/table.ts";

const USAGE = `Usage: node dist/bench/endpoints.js ORIGIN [--rounds N]

How long does each endpoint of a running API take, one request at a time? Every
request asks something that was not asked before, so that none is answered from
memory (but user-stats without a date, of which memory is the point). Start the
API anew for each measurement: npm start, then this with http://localhost:5000.`;

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "15" },
      help: { type: "boolean" },
    },
  });
  const [origin] = positionals;
  if (values.help || origin === undefined) {
    print(USAGE);
    return;
  }
  const asks = await planAsks(origin);
  const times = new Map(asks.map(([name]) => [name, new Array<number>()]));
  const sizes = new Map<string, number>();
  // In turn, so that a machine that is slow for a while is slow for all; the
  // first round, in which everything is done for the first time, is dropped.
  for (let round = 0; round <= Number(values.rounds); round++)
    for (const [name, pathOf] of asks) {
      const since = performance.now();
      const body = await ask(origin, pathOf(round));
      if (round > 0) times.get(name)?.push(performance.now() - since);
      sizes.set(name, body.length);
    }
  const rows = [...times].map(([name, all]) => {
    const { median, min, max } = spreadOf(all);
    const bytes = sizes.get(name)?.toLocaleString("en") ?? "";
    return [name, ...[median, min, max].map((time) => time.toFixed(1)), bytes];
  });
  const head = ["milliseconds", "median", "fastest", "slowest", "bytes"];
  print(formatTable([head, ...rows]));
});
