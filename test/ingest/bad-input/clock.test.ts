import { expect } from "chai";
import { buildPing, writeUsual } from "../../support/events/events.ts";
import {
  lendWorkspace,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

const DAY = 86_400;

describe("commands whose clock jumps", () => {
  const workspace = lendWorkspace();
  let preload: string;

  before(() => {
    preload = workspace().write(
      "clock.mjs",
      "const now = Date.now; Date.now = () => now() + Number(process.env.CLOCK_SHIFT) * 1000;",
    );
  });

  /** Runs a command whose clock is wrong by this many seconds. */
  async function runAt(shift: number, name: string, ...args: string[]) {
    const outcome = await workspace().runProcess(name, args, {
      env: {
        NODE_OPTIONS: `--import file://${preload}`,
        CLOCK_SHIFT: String(shift),
      },
    });
    expect(outcome.status, outcome.stderr).to.equal(0);
    return outcome;
  }

  const ingest = async (shift: number, path: string) =>
    JSON.parse((await runAt(shift, "ingest", "--json", path)).stdout) as {
      readonly run_id: number;
      readonly accepted: number;
      readonly rejected: object;
    };

  it("publish one after another, and correct what they rejected for it", async () => {
    const now = Math.floor(Date.now() / 1000);
    const ping = (event_id: number, event_timestamp: number) =>
      writeUsual(buildPing({}, { event_id, event_timestamp }));
    const first = workspace().write(
      "first.jsonl",
      `${REGISTRATION}\n${ping(2, now)}\n`,
    );
    const second = workspace().write("second.jsonl", `${ping(3, now + 60)}\n`);

    const ahead = await ingest(40 * DAY, first);
    expect(ahead).to.include({ run_id: 1, accepted: 2 });
    const behind = await ingest(-40 * DAY, second);
    expect(behind).to.include({ run_id: 2, accepted: 0 });
    expect(behind.rejected).to.deep.equal({ invalid_timestamp: 1 });

    const replayed = await runAt(0, "replay", "--json");
    expect(JSON.parse(replayed.stdout)).to.include({ run_id: 3, accepted: 1 });
    const { stdout } = await workspace().sql([
      "SELECT sum(session_count), sum(time_spent_in_game) FROM session_data",
    ]);
    expect(stdout.match(/\d+/g)).to.include.members(["1", "60"]);
    await runAt(-40 * DAY, "verify");
    const { stdout: runs } = await runAt(-40 * DAY, "runs", "--json");
    const listed = JSON.parse(runs) as { readonly seconds: number }[];
    for (const { seconds } of Object.values(listed).flat())
      expect(seconds).to.be.at.least(0);
  });
});
