import { expect } from "chai";
import { recover } from "../../../clickhouse/publish.ts";
import { TIMEOUTS } from "../../../clickhouse/endpoint.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { reportRun, runIngest } from "../../../ingest/run.ts";
import { compareDumps, dumpTables } from "../../crash/dump-tables.ts";
import { writeHistory } from "../../crash/history.ts";
import type { FaultKind } from "../../support/front/faults.ts";
import { requestFor, SILENT } from "../../support/ingest-lines.ts";
import { withServer, type LentServer } from "./lend-server.ts";

const KINDS: readonly FaultKind[] = [
  ...(["reset", "stall", "unavailable", "drop-answer", "overloaded"] as const),
];

/** Steps of a run: loading, deriving, publishing, reading, the lock. */
const STEPS = [
  "load-blocks",
  "^sessions$",
  "late-rejects",
  "ledger-publishing",
  "move-rows",
  "ledger-done",
  "take-writer-lock",
  "release-writer-lock",
];

/** Short: what stalls here stalls for ever. */
const timeouts = { ...TIMEOUTS, write: 1500, control: 1500 };

/** The command, again until it succeeds; says how often it failed. */
async function ingest(
  { open }: LentServer,
  folder: string,
  file: string,
): Promise<number> {
  const store = await open({ timeouts });
  for (let failures = 0; ; failures++) {
    try {
      const { signal } = new AbortController();
      const request = requestFor(folder, [file]);
      const summary = await runIngest(store, request, SILENT, signal);
      await reportRun(store, summary);
      return failures;
    } catch (error) {
      if (!(error instanceof TouchlineError) || failures > 2) throw error;
    }
  }
}

describe("a run on a server that fails", function () {
  this.timeout(600_000);

  it("is exactly once, whatever fails at whatever step", () =>
    withServer(async (server) => {
      const { front, folder, open } = server;
      const { files } = writeHistory(folder, 1);
      const [first, second, third] = files;
      const store = await open();
      const tables = (await dumpTables(store)).keys();
      const empty = async () => {
        for (const table of tables_)
          await store.command({
            name: "empty",
            sql: `TRUNCATE TABLE ${table}`,
          });
      };
      const tables_ = [...tables];
      for (const file of [first, second, third])
        expect(await ingest(server, folder, file)).to.equal(0);
      const expected = await dumpTables(store);

      const differences: string[] = [];
      for (const step of STEPS)
        for (const kind of KINDS) {
          await empty();
          await ingest(server, folder, first);
          const before = front.injected.length;
          await front.inject({ kind, step });
          await ingest(server, folder, second);
          await front.heal();
          expect(front.injected.length, `${kind} at ${step}`).to.equal(
            before + 1,
          );
          await ingest(server, folder, third);
          await store.asWriter(() => recover(store));
          const found = compareDumps(await dumpTables(store), expected);
          differences.push(...found.map((row) => `${kind} ${step}: ${row}`));
        }
      expect(differences).to.deep.equal([]);
    }));
});
