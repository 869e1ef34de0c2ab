import { expect } from "chai";
import { failure } from "../../support/command/command.ts";
import { OTHER_USER_ID, USER_ID } from "../../support/events/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

describe("the erase command", () => {
  const workspace = lendWorkspace();

  before(async () => {
    // The owner's id, without hyphens.
    const file = workspace().write(
      `of-${USER_ID.replaceAll("-", "")}.jsonl`,
      `${REGISTRATION}\n${PING}\n`,
    );
    await workspace().ingest([file]);
  });

  for (const [args, message] of [
    ["", "give the user_id of one user"],
    [`${USER_ID} ${USER_ID}`, "give the user_id of one user"],
    ["somebody", '"somebody" is not a UUID: expected 8-4-4-4-12 hex digits'],
    [`--wait soon ${USER_ID}`, "--wait soon is not a number of seconds"],
    [`--bogus ${USER_ID}`, "unknown option --bogus"],
  ] as const)
    it(`rejects "${args}"`, async () => {
      const given = args.split(" ").filter((arg) => arg !== "");
      const { status, stdout, stderr } = await workspace().run("erase", given);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr)
        .to.contain(message)
        .and.to.contain("npx touchline erase --help");
    });

  it("reports that it knows nothing of a user", () =>
    workspace().expectUnchanged(async () => {
      const outcome = await workspace().run("erase", [OTHER_USER_ID]);
      expect(outcome).to.deep.equal({
        status: 1,
        stdout: "",
        stderr: `touchline: nothing is stored of a user ${OTHER_USER_ID}: there never was one, or an erasure has been completed\n`,
      });
    }));

  it("prints a receipt, as JSON too, and then knows nothing more", async () => {
    const { status, stdout } = await workspace().run("erase", [
      "--json",
      USER_ID.toUpperCase(),
    ]);
    expect(status).to.equal(0);
    const { rows, ...receipt } = JSON.parse(stdout) as {
      rows: Record<string, unknown>;
    };
    expect(receipt).to.deep.include({
      run_id: 2,
      user_id: USER_ID,
      matches_kept: 0,
      admitted: 0,
      runs_with_file_names: [1],
    });
    expect(rows).to.deep.include({
      registrations: { before: 1, after: 0 },
      session_pings: { before: 1, after: 0 },
      matches: { before: 0, after: 0 },
      registration_data: { before: 1, after: 0 },
      players: { before: 1, after: 0 },
    });
    expect((await workspace().run("verify", [])).status).to.equal(0);
    expect(await workspace().run("erase", [USER_ID])).to.deep.equal(
      failure(
        1,
        `nothing is stored of a user ${USER_ID} but names of files of run 1, which stay`,
      ),
    );
    await workspace().expectTidy();
  });
});
