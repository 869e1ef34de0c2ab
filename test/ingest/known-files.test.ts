import { Readable } from "node:stream";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Store } from "../../clickhouse/connection/store.ts";
import { runIngest } from "../../ingest/run.ts";
import { reportRun } from "../../runs/perform-run.ts";
import type { RunRequest } from "../../ingest/run-request.ts";
import { countByReason } from "../../ingest/summary.ts";
import { verify } from "../../upkeep/verify/verify.ts";
import {
  buildPing,
  buildRegistration,
  NOON,
  writeUsual,
} from "../support/events/events.ts";
import { expectSound } from "../support/database/expect-sound.ts";
import { withFolder } from "../support/command/folders.ts";
import { NEVER, requestFor, SILENT } from "../support/command/ingest-lines.ts";
import { withDatabase } from "../support/database/with-database.ts";

const ping = (id: number, event_timestamp = NOON + id) =>
  writeUsual(buildPing({}, { event_id: id, event_timestamp }));
const REGISTRATION = writeUsual(
  buildRegistration({}, { event_id: 1, event_timestamp: NOON }),
);
/** 1,205 events, a blank line and a broken one: more than are kept. */
const CONTENT = [
  ...["", "{", REGISTRATION],
  ...Array.from({ length: 1204 }, (_, index) => ping(index + 2)),
].join("\n");

/** Runs on an empty database, and files for them. */
class Runs {
  readonly store: Store;
  readonly folder: string;

  constructor(store: Store, folder: string) {
    this.store = store;
    this.folder = folder;
  }

  write(name: string, content: string | Buffer): string {
    writeFileSync(join(this.folder, name), content);
    return name;
  }

  /** Ingests these files; "-" is `input`. With `ends`, the run is not marked as reported. */
  async ingest(
    names: readonly string[],
    changes: Partial<RunRequest> = {},
    { input = "", ends = false } = {},
  ) {
    const settings = { directory: this.folder, now: NOON * 1000, ...changes };
    const request = requestFor(this.folder, names, settings);
    const open = () => Readable.from([Buffer.from(input)]);
    const summary = await runIngest(
      ...([this.store, request, SILENT, NEVER, open] as const),
    );
    if (!ends) await reportRun(this.store, summary);
    const { runId, repeated, lines, blank, accepted } = summary;
    const rejected = countByReason(summary.rejected);
    return { runId, repeated, lines, blank, accepted, rejected };
  }

  rows<Row>(sql: string): Promise<Row[]> {
    return this.store.query<Row>({ name: "test", sql });
  }

  /** The entries of the ledger by which it knows the files of a run. */
  async contentsOf(run: number): Promise<Record<string, number>> {
    const sql = `SELECT contents FROM ledger FINAL WHERE run_id = ${run}`;
    const [row] = await this.rows<{ contents: Record<string, number> }>(sql);
    return row?.contents ?? {};
  }

  expectSound(): Promise<void> {
    return expectSound(this.store);
  }
}

const withRuns = (work: (runs: Runs) => Promise<void>) => () =>
  withDatabase((store) =>
    withFolder((folder) => work(new Runs(store, folder))),
  );

const FIRST = {
  ...{ runId: 1, repeated: false, lines: 1207, blank: 1, accepted: 1205 },
  rejected: { malformed_json: 1 },
};
const AGAIN = {
  ...{ ...FIRST, runId: 2, accepted: 0 },
  rejected: { malformed_json: 1, duplicate_event: 1205 },
};

describe("a file that was ingested before", () => {
  it(
    "has only duplicates, of which the first 1,000 are kept",
    withRuns(async (runs) => {
      const name = runs.write("a.jsonl", CONTENT);
      expect(await runs.ingest([name])).to.deep.equal(FIRST);
      const other = runs.write("other name.jsonl", CONTENT);
      expect(await runs.ingest([other])).to.deep.equal(AGAIN);
      const kept = await runs.rows<{ line: number; raw: string }>(
        "SELECT toUInt32(line) AS line, raw FROM rejected_events WHERE run_id = 2 AND reason = 'duplicate_event' ORDER BY line",
      );
      const lines = CONTENT.split("\n");
      expect(kept).to.deep.equal(
        lines.slice(2, 1002).map((raw, index) => ({ line: index + 3, raw })),
      );
    }),
  );

  it(
    "is recognized under any name, from standard input, and however it is cut",
    withRuns(async (runs) => {
      const long = `${CONTENT}\n${" ".repeat(600_000)}\n${ping(9000)}`;
      const names = ["a.jsonl", "b.jsonl"].map((name) =>
        runs.write(name, long),
      );
      await runs.ingest([names[0] ?? ""]);
      await runs.ingest([names[1] ?? ""], { workers: 3 });
      await runs.ingest(["-"], {}, { input: long });
      const first = await runs.contentsOf(1);
      expect(Object.values(first)).to.deep.equal([1206]);
      expect(await runs.contentsOf(2)).to.deep.equal(first);
      expect(await runs.contentsOf(3)).to.deep.equal(first);
    }),
  );

  it(
    "may be compressed or a JSON array, and may share a run with new files",
    withRuns(async (runs) => {
      const known = [
        runs.write("a.jsonl.gz", gzipSync(CONTENT)),
        runs.write("b.json", `[${ping(5000)}, 1, ${ping(5001)}]`),
      ];
      await runs.ingest(known);
      // 1,206 duplicates that only the ids tell stand in front.
      const grown = runs.write(
        "c.jsonl",
        `${ping(5000)}\n${CONTENT}\n${ping(6000)}`,
      );
      const outcome = await runs.ingest([grown, ...known]);
      expect(outcome).to.deep.include({
        ...{ lines: 1209 + 1207 + 3, accepted: 1 },
        rejected: { malformed_json: 3, duplicate_event: 1206 + 1205 + 2 },
      });
      const kept = await runs.rows(
        "SELECT file_number, toUInt32(count()) AS lines, toUInt32(max(line)) AS last FROM rejected_events WHERE run_id = 2 AND reason = 'duplicate_event' GROUP BY 1",
      );
      expect(kept).to.deep.equal([{ file_number: 1, lines: 1000, last: 1002 }]);
      await runs.expectSound();
    }),
  );

  it(
    "may occur twice in one run",
    withRuns(async (runs) => {
      const first = runs.write("zero.jsonl", "");
      await runs.ingest([first]);
      const name = runs.write("a.jsonl", CONTENT);
      const copy = runs.write("copy.jsonl", CONTENT);
      expect(await runs.ingest([name, copy])).to.deep.include({
        ...{ lines: 2414, blank: 2, accepted: 1205 },
        rejected: { malformed_json: 2, duplicate_event: 1205 },
      });
    }),
  );

  it(
    "contributes events that other settings or an earlier clock rejected",
    withRuns(async (runs) => {
      const day = Math.floor(NOON / 86_400);
      const text = [
        ...[REGISTRATION, ping(2), ping(3, NOON + 86_400 * 3)],
        writeUsual(buildRegistration({ country: "ZZ" }, { event_id: 4 })),
      ].join("\n");
      const name = runs.write("a.jsonl", text);
      expect(
        (await runs.ingest([name], { lastDay: day - 1 })).accepted,
      ).to.equal(0);
      expect((await runs.ingest([name])).accepted).to.equal(2);
      const later = (NOON + 86_400 * 3) * 1000;
      const last = await runs.ingest([name], { now: later });
      expect(last).to.deep.include({
        accepted: 1,
        rejected: { duplicate_event: 2, unknown_country: 1 },
      });
      const back = await runs.ingest([name], { now: NOON * 1000 - 1 });
      expect(back).to.deep.include({
        accepted: 0,
        rejected: {
          ...{ duplicate_event: 2, unknown_country: 1 },
          invalid_timestamp: 1,
        },
      });
    }),
  );

  it(
    "restores what was lost and given up in a repair",
    withRuns(async (runs) => {
      const name = runs.write("a.jsonl", `${REGISTRATION}\n${ping(2)}`);
      await runs.ingest([name]);
      const sql = "TRUNCATE TABLE session_pings";
      for (const shard of runs.store.shards)
        await shard.command({ name: "lose", sql });
      const request = { repair: true, acceptLoss: true };
      await verify(runs.store, request, SILENT, NEVER);
      expect(await runs.ingest([name])).to.deep.include({
        ...{ accepted: 1, rejected: { duplicate_event: 1 } },
      });
      await runs.expectSound();
    }),
  );
});

describe("standard input, ingested before its result was reported", () => {
  it(
    "is the same run again only with the same bytes",
    withRuns(async (runs) => {
      const [first, second] = [ping(7), ping(8)];
      expect(first.length).to.equal(second.length);
      await runs.ingest(["-"], {}, { input: first, ends: true });
      const other = await runs.ingest(["-"], {}, { input: second, ends: true });
      expect(other).to.include({ runId: 2, repeated: false, lines: 1 });
      const again = await runs.ingest(["-"], {}, { input: second, ends: true });
      expect(again).to.include({ runId: 2, repeated: true, lines: 1 });
      const fourth = await runs.ingest(["-"], {}, { input: first, ends: true });
      expect(fourth).to.include({ runId: 3, repeated: false });
      expect(fourth.rejected).to.deep.equal({ duplicate_event: 1 });
    }),
  );
});
