import { expect } from "chai";
import { buildRegistration, USER_ID, writeUsual } from "../support/events.ts";
import { lendServedWorkspace } from "./lend-api-process.ts";

describe("the replay command while the API is up", () => {
  const workspace = lendServedWorkspace();

  it("brings a user about whom the API did not know", async () => {
    const line = writeUsual(buildRegistration({ country: "FR" }));
    await workspace().ingest([workspace().write("a.jsonl", line)]);
    const zones = workspace().write(
      "zones.jsonl",
      '{"country": "FR", "timezone": "Europe/Paris"}',
    );
    const { status, stderr } = await workspace().run("replay", [
      "--timezones",
      zones,
    ]);
    expect(stderr).to.match(/^Run 2 published: 1 lines/);
    expect(status).to.equal(0);
    expect(
      await workspace().answer(`/api/user-stats?user_id=${USER_ID}`),
    ).to.include({ country: "FR" });
    expect(
      await workspace().value("SELECT state FROM runs WHERE run_id = 2"),
    ).to.equal("reported");
  });
});
