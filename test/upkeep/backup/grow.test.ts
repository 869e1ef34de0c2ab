import { join } from "node:path";
import { expect } from "chai";
import { runHere } from "../../support/command/command.ts";
import { withFolder } from "../../support/command/folders.ts";
import { asCommand } from "../../support/database/as-command.ts";
import {
  settingsOf,
  withEngineCluster,
} from "../../support/database/engine-cluster.ts";
import { zeroRuns } from "../../support/database/zero-runs.ts";
import {
  compareDumps,
  dumpTables,
  type TableDump,
} from "../../crash/laboratory/dump-tables.ts";

type Settings = Readonly<Record<string, string>>;

async function succeed(
  args: readonly string[],
  env: Settings,
  input = "",
): Promise<void> {
  const { status, stderr } = await runHere(args, { env, input });
  expect({ status, stderr }).to.include({ status: 0 });
}

const dump = (settings: Settings): Promise<TableDump> =>
  asCommand(settings, dumpTables);

describe("a backup", function () {
  this.timeout(180_000);

  it("leads from one server to two, and from two to three, with the same rows in every table", () =>
    withFolder(async (folder) => {
      const [first = [], second = [], third = []] = zeroRuns();
      const ingest = (env: Settings, lines: readonly string[]) =>
        succeed(["ingest", "--workers", "1", "-"], env, lines.join("\n"));
      const one = { DATA_DIR: join(folder, "one") };
      await ingest(one, first);
      await ingest(one, second);
      await succeed(["backup", join(folder, "of-one")], one);
      const expected = await dump(one);

      let from = join(folder, "of-one");
      for (const shards of [2, 3])
        await withEngineCluster({ shards }, async (cluster) => {
          const DATA_DIR = join(folder, `client-${shards}`);
          const env = { ...settingsOf(cluster), DATA_DIR };
          await succeed(["restore", from], env);
          expect(compareDumps(await dump(env), expected)).to.deep.equal([]);
          from = join(folder, `of-${shards}`);
          await succeed(["backup", from], env);
          await succeed(["verify"], env);
          if (shards === 3) {
            await ingest(env, third);
            await ingest(one, third);
            const later = compareDumps(await dump(env), await dump(one));
            expect(later).to.deep.equal([]);
          }
        });
    }));
});
