import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";
import { readTimezones } from "../../ingest/parse/timezones.ts";
import { runOracle } from "../support/oracle/oracle.ts";

const SAMPLE = join(packageRoot, "bench/sample");

describe("npm run demo", function () {
  this.timeout(120_000);

  it("answers for the sample as the rules require, until it is stopped", async () => {
    const demo = spawn("npm", ["run", "demo"], {
      cwd: packageRoot,
      env: { ...process.env, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    const ended = once(demo, "exit");
    const urls: string[] = [];
    let printed = "";
    for await (const chunk of demo.stdout) {
      printed += String(chunk);
      urls.push(
        ...[...printed.matchAll(/http:\S+(?=\n)/g)].map(([url]) => url),
      );
      if (printed.includes("Ctrl-C")) break;
      urls.length = 0;
    }
    expect(urls).to.have.length(3);

    const text = gunzipSync(readFileSync(join(SAMPLE, "events.jsonl.gz")));
    const state = runOracle(splitLines(text), {
      countries: readTimezones(join(SAMPLE, "timezones.jsonl")),
      now: Math.floor(Date.now() / 1000),
    });
    const today = new Date().toISOString().slice(0, 10);
    for (const url of urls) {
      const { pathname, searchParams } = new URL(url);
      const date = searchParams.get("date") ?? undefined;
      const user = searchParams.get("user_id");
      const expected =
        pathname === "/api/game-stats"
          ? state.gameStats(date)
          : state.userStats(user ?? "", date, today);
      const response = await fetch(url);
      expect(await response.text()).to.equal(JSON.stringify(expected));
    }

    process.kill(-(demo.pid ?? 0), "SIGINT");
    await ended;
  });
});

function splitLines(text: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < text.length;) {
    const found = text.indexOf(10, at);
    const end = found < 0 ? text.length : found;
    lines.push(text.subarray(at, end));
    at = end + 1;
  }
  return lines;
}
