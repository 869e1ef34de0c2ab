import { existsSync } from "node:fs";
import { once } from "node:events";
import { expect } from "chai";
import { startHere, type CommandHere } from "../../support/command/command.ts";
import { buildPing, writeUsual } from "../../support/events/events.ts";
import {
  lendWorkspace,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

const line = (event_id: number) =>
  `${writeUsual(buildPing({}, { event_id }))}\n`;

/** Starts a command with its standard input, or an argument, from a shell. */
const shell = (script: string, ...args: string[]) => ({
  prefix: ["bash", "-c", script, ...args],
});

describe("the ingest command with what a shell passes to it", () => {
  const workspace = lendWorkspace();
  let api: CommandHere;

  before(async function () {
    if (!existsSync("/dev/fd")) this.skip();
    const file = workspace().write("first.jsonl", REGISTRATION);
    expect((await workspace().ingest([file])).status).to.equal(0);
    // Another process that has files with the same numbers.
    const env = { ...(await workspace().settings()), PORT: "0" };
    api = startHere(["serve"], { env });
    await once(api.stdout, "data");
  });

  after(async () => {
    api?.signals.emit("SIGTERM");
    await api?.outcome;
  });

  async function expectAccepted(
    args: readonly string[],
    options: { prefix: readonly string[] },
  ): Promise<void> {
    const outcome = await workspace().runProcess("ingest", args, options);
    const { status, stderr } = outcome;
    expect(stderr).to.match(/accepted +1\n/);
    expect(status).to.equal(0);
  }

  it("does not touch standard input if it is not an argument", async () => {
    const file = workspace().write("beside.jsonl", line(2));
    const outcome = await workspace().runProcess("ingest", [file], {
      ...shell('echo left | ("$0" "$@" && cat)'),
    });
    expect(outcome.stderr).to.match(/accepted +1\n/);
    expect(outcome).to.include({ status: 0, stdout: "left\n" });
  });

  it("ingests each file of a list in a shell loop", async () => {
    const files = [3, 4].map((id) =>
      workspace().write(`listed-${id}.jsonl`, line(id)),
    );
    const list = workspace().write("list", `${files.join("\n")}\n`);
    const { stderr } = await workspace().runProcess("ingest", [], {
      ...shell('while read -r file; do "$@" "$file"; done < "$0"', list),
    });
    expect(stderr.match(/accepted +1\n/g)).to.have.length(2);
  });

  it("reads the output of a command in place of a file", () =>
    expectAccepted(
      [],
      shell('"$@" <(cat "$0")', workspace().write("p.jsonl", line(5))),
    ));

  it("reads /dev/stdin, from a file and from a pipe", async () => {
    for (const [id, script] of [
      [6, 'exec "$@" < "$0"'],
      [7, 'cat "$0" | "$@"'],
    ] as const)
      await expectAccepted(
        ["/dev/stdin"],
        shell(script, workspace().write(`${id}.jsonl`, line(id))),
      );
  });
});

describe("the ingest command with its output on a full disk", () => {
  before(function () {
    if (!existsSync("/dev/full")) this.skip();
  });

  for (const [what, script, message] of [
    [
      "standard output",
      'exec "$@" > /dev/full',
      /^touchline: cannot write to stdout \(ENOSPC: [^\n]+\n$/m,
    ],
    ["standard error", 'exec "$@" 2> /dev/full', /^$/],
  ] as const)
    describe(what, () => {
      const workspace = lendWorkspace();

      it("fails, and reports the same run when it is repeated", async () => {
        const file = workspace().write("events.jsonl", REGISTRATION);
        const args = ["--json", file];
        const { status, stderr } = await workspace().runProcess(
          "ingest",
          args,
          shell(script, "sh"),
        );
        expect(status).to.equal(1);
        expect(stderr).to.match(message);
        const again = await workspace().ingest(args);
        expect(again.status).to.equal(0);
        expect(again.stderr).to.match(/^Run 1 was published already, by this/);
        expect(JSON.parse(again.stdout)).to.include({ run_id: 1, accepted: 1 });
        const after = await workspace().ingest(args);
        expect(after.stderr).to.match(/^Run 2 published: /);
      });
    });
});
