import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "chai";
import { runHere } from "../support/command/command.ts";
import {
  buildMatch,
  buildPing,
  NOON,
  OTHER_USER_ID,
  writeUsual,
} from "../support/events/events.ts";
import { spooledFiles } from "../support/command/spooled-files.ts";
import {
  lendWorkspace,
  REGISTRATION,
} from "../support/command/lend-workspace.ts";
import { CTRL_C, hasTerminal, Terminal } from "../support/command/terminal.ts";

const TOUCHLINE = `${process.execPath} dist/cli/touchline.cjs`;

const ERASE_TO_END = "\u001b[K";

// eslint-disable-next-line no-control-regex -- what colours a terminal
const COLOUR = /\u001b\[\d+m/;

describe("touchline in a terminal", function () {
  this.timeout(120_000);
  before(function () {
    if (!hasTerminal) this.skip();
  });
  const workspace = lendWorkspace();
  let many: string;
  let settings: Record<string, string>;

  before(async () => {
    settings = await workspace().settings();
    const first = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([first])).status).to.equal(0);
    const lines = Array.from({ length: 100_000 }, (_, index) =>
      writeUsual(buildPing({}, { event_id: 1000 + index })),
    );
    many = workspace().write("many.jsonl", lines.join("\n"));
  });

  function start(commandLine: string, env: NodeJS.ProcessEnv = {}): Terminal {
    return new Terminal(commandLine, { ...settings, PORT: "0", ...env });
  }

  /** Whether a run has written a temporary file. */
  function isReading(): boolean {
    return spooledFiles(settings["DATA_DIR"] ?? "").length > 0;
  }

  it("draws its progress on one line, and clears it", async () => {
    const terminal = start(`${TOUCHLINE} ingest --dry-run ${many}`);
    expect(await terminal.status()).to.equal(0);
    const [drawn = "", rest = ""] = terminal.shown.split(
      `\r${ERASE_TO_END}Dry run`,
    );
    expect(rest).to.contain("100,000 lines");
    const frames = drawn.split("\r").slice(1);
    expect(frames).not.to.be.empty;
    for (const frame of frames) {
      expect(frame.endsWith(ERASE_TO_END)).to.be.true;
      expect(frame).not.to.contain("\n");
      expect(frame.length - ERASE_TO_END.length).to.be.below(80);
    }
    expect(drawn).to.match(/lines\/s · /);
  });

  it("shows in a dry run how the first lines were understood", async () => {
    const odd = workspace().write(
      "odd.jsonl",
      [
        writeUsual(buildPing({}, { event_id: 1 })),
        writeUsual(buildPing({ user_id: OTHER_USER_ID }, { event_id: 2 })),
        "\u009b31m",
        writeUsual(buildMatch({}, { event_id: 3, event_timestamp: NOON + 60 })),
        ...Array.from({ length: 20 }, () => "{}"),
      ].join("\n"),
    );
    const terminal = start(`${TOUCHLINE} ingest --dry-run ${odd}`);
    expect(await terminal.status()).to.equal(0);
    const [, shown = ""] = terminal.shown.split("as they were understood:");
    const rows = shown.split(/\r?\n/).map((row) => row.split(/ {2,}/).slice(1));
    expect(rows.slice(1, 7)).to.deep.equal([
      ["line", "event", "time (UTC)", "user", "what"],
      ...[
        ["1", "52d65a1b…", "duplicate_event"],
        ["2", "c4bf11bf…", "unregistered_user"],
      ].map(([line, user, reason]) => [
        line,
        "session_ping",
        "2024-10-09 12:00:00",
        user,
        "session_start",
        reason,
      ]),
      ["3", "malformed_json: character 1 begins \\u009b31m: expected a value"],
      [
        "4",
        "match",
        "2024-10-09 12:01:00",
        "52d65a1b… c4bf11bf…",
        "end, 3:0",
        "unregistered_user",
      ],
      [
        "5",
        "invalid_event_id: event_id is missing: expected an integer from 0 to 9007199254740991",
      ],
    ]);
    expect(rows[12]).to.deep.equal([]);
  });

  // npm and npx pass on the signal that the terminal sends to all, and exit
  // with their own status.
  for (const [command, ended] of [
    [`${TOUCHLINE} ingest`, 1],
    ["npx --no touchline ingest", 130],
  ] as const)
    it(`cancels a run on Ctrl-C: ${basename(command)}`, async () => {
      await workspace().expectUnchanged(async () => {
        const terminal = start(`${command} --workers 1 ${many}`);
        await terminal.runUntil(isReading);
        terminal.type(CTRL_C);
        expect(await terminal.status()).to.equal(ended);
        expect(terminal.shown).to.contain("cancelled; nothing was published");
        expect(terminal.shown).not.to.contain("published:");
      });
    });

  for (const [command, ended] of [
    [`${TOUCHLINE} serve`, 0],
    ["npm start --silent", 130],
  ] as const)
    it(`stops serving on Ctrl-C: ${basename(command)}`, async () => {
      const terminal = start(command);
      await terminal.until(/answers at http:\S+ \(Ctrl-C stops it\)/);
      terminal.type(CTRL_C);
      expect(await terminal.status()).to.equal(ended);
      await workspace().expectTidy();
    });

  for (const when of [/Ingesting the sample/, /Ctrl-C stops it/])
    it(`leaves nothing of the demo after Ctrl-C at "${when.source}"`, async () => {
      const TMPDIR = workspace().makeFolder(`tmp-${when.source.length}`);
      const terminal = start(`${TOUCHLINE} demo`, { TMPDIR });
      await terminal.until(when);
      terminal.type(CTRL_C);
      await terminal.status();
      expect(terminal.shown).to.match(/the demo's database is removed\./);
      expect(readdirSync(TMPDIR)).to.be.empty;
    });

  // One writes to standard output, the other to standard error.
  for (const [args, plain] of [
    ["doctor", { NO_COLOR: "1" }],
    ["nonsense", { TERM: "dumb" }],
  ] as const) {
    const line = `${TOUCHLINE} ${args}`;

    it(`colours the output of ${args}`, async () => {
      const terminal = start(line);
      await terminal.status();
      expect(terminal.shown).to.match(COLOUR);
    });

    it(`does not colour the output of ${args} with ${Object.entries(plain).join().replace(",", "=")}`, async () => {
      const terminal = start(line, plain);
      await terminal.status();
      expect(terminal.shown).not.to.be.empty;
      expect(terminal.shown).not.to.contain("\u001b");
    });

    it(`does not colour the output of ${args} in a pipe`, async () => {
      const { stdout, stderr } = await runHere([args], { env: settings });
      expect(stdout + stderr).not.to.be.empty.and.not.to.contain("\u001b");
    });
  }

  it("prints the progress of a piped command on separate lines", async () => {
    const { stderr, stdout } = await workspace().ingest(["--dry-run", many]);
    expect(stdout + stderr)
      .not.to.contain("\r")
      .and.not.to.contain("\u001b");
  });
});
