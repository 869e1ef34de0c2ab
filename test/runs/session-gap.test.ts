import { join } from "node:path";
import { expect } from "chai";
import { messageOf } from "../../common/errors.ts";
import { openReader } from "../../runs/open-store.ts";
import { asServer, testEngine } from "../support/test-engine.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import {
  buildPing,
  buildRegistration,
  NOON,
  USER_ID,
  writeUsual,
} from "../support/events/events.ts";

/** A registration, and pings five minutes apart. */
const events = (first: number): string =>
  [
    ...(first === 0 ? [buildRegistration({}, { event_id: 1 })] : []),
    ...[first, first + 1, first + 2].map((n) =>
      buildPing({}, { event_id: 10 + n, event_timestamp: NOON + 300 * n }),
    ),
  ]
    .map((event) => `${writeUsual(event)}\n`)
    .join("");

const REFUSAL =
  "SESSION_GAP is 60, and the sessions of this database are computed with a gap of 300 s: unset SESSION_GAP or set it to 300, or compute all sessions again with npx touchline verify --repair --session-gap 60";

const FIVE_MINUTES = { env: { SESSION_GAP: "300" } };

describe("a run whose sessions have a single ping each", () => {
  const workspace = lendWorkspace();

  const warning = `  Warning: 3 of 3 sessions have a single ping, so they last 0 s.
  A player's pings are typically 300 s apart, and the session gap (SESSION_GAP)
  is 60 s. If the game pings this rarely, compute all sessions with a longer gap:
  npx touchline verify --repair --session-gap 450
`;

  it("warns, and names the distance of pings and the setting", async () => {
    const file = workspace().write("events.jsonl", events(0));
    const dry = await workspace().ingest(["--dry-run", file]);
    expect(dry.stderr).to.contain(warning);
    const real = await workspace().ingest([file]);
    expect(real.stderr).to.contain(warning);
  });

  it("no longer warns once the gap is longer", async () => {
    const args = ["--repair", "--session-gap", "450"];
    expect((await workspace().run("verify", args)).status).to.equal(0);
    const file = workspace().write("later.jsonl", events(3));
    const { stderr } = await workspace().ingest([file]);
    expect(stderr).to.match(/accepted +3\n/);
    expect(stderr).not.to.contain("Warning");
  });
});

describe("SESSION_GAP", () => {
  const workspace = lendWorkspace();

  async function sessions(): Promise<string> {
    const { stdout } = await workspace().sql([
      "SELECT session_end - session_start AS seconds FROM sessions FORMAT CSV",
    ]);
    return stdout.trim();
  }

  it("is kept by the database that is created with it", async () => {
    const [first, second] = [0, 3].map((n) =>
      workspace().write(`${n}.jsonl`, events(n)),
    );
    const created = await workspace().ingest([first!], FIVE_MINUTES);
    expect(created.status).to.equal(0);
    expect(await sessions()).to.equal("600");
    expect((await workspace().ingest([second!])).status).to.equal(0);
    expect(await sessions()).to.equal("1500");
    expect((await workspace().run("verify", [])).status).to.equal(0);
  });

  for (const [name, ...args] of [
    ["ingest", "0.jsonl"],
    ["replay"],
    ["erase", USER_ID],
    ["backup", "backup"],
    ["forget", "--days", "1"],
    ["verify"],
    ["runs"],
    ["sql", "SELECT 1"],
    // On a server, the API listens before it reaches the database.
    ...(asServer ? [] : [["serve"] as const]),
  ] as const)
    it(`that differs is an error in ${name}, with both values and the remedy`, async () => {
      const { folder } = workspace();
      const paths = args.map((arg) =>
        /^(0.jsonl|backup)$/.test(arg) ? join(folder, arg) : arg,
      );
      const before = await workspace().countRows();
      const { status, stderr } = await workspace().run(name, paths, {
        env: { SESSION_GAP: "60", PORT: "0" },
      });
      expect(stderr).to.equal(`touchline: ${REFUSAL}\n`);
      expect(status).to.equal(1);
      expect(await workspace().countRows()).to.deep.equal(before);
    });

  it("that differs is an error for readers of a server", async () => {
    const { database } = workspace();
    const endpoint = { ...(await testEngine()).reader, database };
    const reader = openReader(endpoint, { sessionGap: 60 });
    const message = await reader.version().then(String, messageOf);
    await reader.close();
    expect(message).to.equal(REFUSAL);
  });

  it("that differs is a fault that doctor reports", async () => {
    const { status, stdout } = await workspace().run("doctor", [], {
      env: { SESSION_GAP: "60" },
    });
    expect(stdout).to.match(/^fault +session gap +SESSION_GAP is 60, and /m);
    expect(status).to.equal(1);
  });

  it("is accepted once a repair has computed all sessions with it", async () => {
    const args = ["--repair", "--session-gap", "299"];
    const repaired = await workspace().run("verify", args, FIVE_MINUTES);
    expect(repaired.stdout).to.match(
      /^Repaired: run 3 has rebuilt sessions, .*\nThe session gap is 299 s now, and was 300 s\.\n$/,
    );
    expect(await sessions()).to.equal(Array(6).fill("0").join("\n"));
    const outcome = await workspace().run("verify", [], {
      env: { SESSION_GAP: "299" },
    });
    expect(outcome.status).to.equal(0);
    expect((await workspace().run("runs", [], FIVE_MINUTES)).status).to.equal(
      1,
    );
  });

  it("is a whole number of seconds from 1 to 86400", async () => {
    for (const value of ["0", "86401", "1.5", "a minute"]) {
      const { status, stderr } = await workspace().run("verify", [], {
        env: { SESSION_GAP: value },
      });
      expect(stderr).to.equal(
        `touchline: SESSION_GAP=${JSON.stringify(value)} is not a whole number of seconds from 1 to 86400\n`,
      );
      expect(status).to.equal(2);
    }
  });

  it("is an option of a repair only", async () => {
    const { status, stderr } = await workspace().run("verify", [
      "--session-gap",
      "60",
    ]);
    expect(stderr).to.match(/--session-gap needs --repair/);
    expect(status).to.equal(2);
  });
});
