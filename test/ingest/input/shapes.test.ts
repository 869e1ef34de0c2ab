import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { runIngest } from "../../../ingest/run.ts";
import type { RunRequest } from "../../../ingest/run-request.ts";
import type { RunSummary } from "../../../ingest/summary.ts";
import { emptyDatabase } from "../../support/database/database-state.ts";
import {
  NEVER,
  requestFor,
  SILENT,
} from "../../support/command/ingest-lines.ts";
import { withFolder } from "../../support/command/folders.ts";
import { lendDatabase } from "../../support/database/with-database.ts";

const MIB = 1024 * 1024;
const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

const registration = (id: number, more: object = {}) => ({
  event_id: id,
  event_type: "registration",
  event_timestamp: 1_728_487_655,
  event_data: { country: "US", user_id: USER, device_os: "Web" },
  ...more,
});
const ping = (id: number, more: object = {}) => ({
  event_id: id,
  event_type: "session_ping",
  event_timestamp: 1_728_494_764 + id,
  event_data: { user_id: USER, type: "" },
  ...more,
});
const REGISTRATION = JSON.stringify(registration(1));
const PING = JSON.stringify(ping(2));

interface RejectedRow {
  file: string;
  line: number;
  byte_offset: number;
  reason: string;
  raw: string;
  raw_bytes: number;
  clipped: boolean;
}

interface Outcome {
  summary: RunSummary;
  rejected: RejectedRow[];
}

describe("shapes of input", () => {
  const lent = lendDatabase();
  const inDatabase = (work: (store: Store) => Promise<void>) => () =>
    work(lent.store);

  async function ingest(
    store: Store,
    files: Record<string, string | Buffer>,
    changes: Partial<RunRequest> = {},
  ): Promise<Outcome> {
    await emptyDatabase(store);
    return withFolder(async (folder) => {
      mkdirSync(join(folder, "in"));
      const paths = Object.entries(files).map(([name, content]) => {
        const path = join(folder, "in", name);
        writeFileSync(path, content);
        return path;
      });
      const summary = await runIngest(
        store,
        requestFor(folder, paths, changes),
        SILENT,
        NEVER,
      );
      const rejected = await store.query<RejectedRow>({
        name: "rejected",
        sql: `SELECT file, line, byte_offset, reason, raw, raw_bytes, clipped
          FROM rejected_events ORDER BY file_number, line`,
      });
      return { summary, rejected };
    });
  }

  const counts = ({ summary }: Outcome) => ({
    lines: summary.lines,
    blank: summary.blank,
    accepted: summary.accepted,
    rejected: Object.fromEntries(
      summary.rejected.map(({ reason, count }) => [reason, count]),
    ),
  });

  const TAKEN: Record<string, Record<string, string | Buffer>> = {
    "lines that end at LF": { "a.jsonl": `${REGISTRATION}\n${PING}\n` },
    "no last newline": { "a.jsonl": `${REGISTRATION}\n${PING}` },
    "CR before LF": { "a.jsonl": `${REGISTRATION}\r\n${PING}\r\n` },
    "a byte order mark": { "a.jsonl": `\uFEFF${REGISTRATION}\n${PING}\n` },
    "a byte order mark in each file": {
      "a.jsonl": `\uFEFF${REGISTRATION}`,
      "b.jsonl": `\uFEFF${PING}`,
    },
    "escapes in keys and values": {
      "a.jsonl": `${REGISTRATION.replace("event_id", "\\u0065vent_id").replace("Web", "W\\u0065b")}\n${PING}`,
    },
    "repeated keys": {
      "a.jsonl": `${REGISTRATION.replace("{", '{"event_id":"x",')}\n${PING}`,
    },
    gzip: { "a.jsonl.gz": gzipSync(`${REGISTRATION}\n${PING}\n`) },
    "gzip of several members": {
      "a.jsonl.gz": Buffer.concat([
        gzipSync(`${REGISTRATION}\n`),
        gzipSync(`${PING}\n`),
      ]),
    },
    "a JSON array": { "a.json": `[${REGISTRATION}, ${PING}]` },
    "a JSON array over many lines": {
      "a.json": JSON.stringify([registration(1), ping(2)], null, 2),
    },
    "a JSON array with a byte order mark": {
      "a.json": `\uFEFF[${REGISTRATION},${PING}]`,
    },
    "values one after another": {
      "a.json": `${JSON.stringify(registration(1), null, 2)}${PING}`,
    },
    "a gzipped JSON array": {
      "a.json.gz": gzipSync(`[${REGISTRATION},${PING}]`),
    },
    "a line of 1 MB": {
      "a.jsonl": `${JSON.stringify(registration(1, { more: "x".repeat(MIB) }))}\n${PING}`,
    },
    "a line of exactly 16 MiB": {
      "a.jsonl": `${REGISTRATION.padEnd(16 * MIB)}\n${PING}`,
    },
    "the same in gzip": {
      "a.jsonl.gz": gzipSync(`${REGISTRATION.padEnd(16 * MIB)}\n${PING}`),
    },
  };

  for (const [name, files] of Object.entries(TAKEN)) {
    it(
      `accepts ${name}`,
      inDatabase(async (store) => {
        // To publish them is a third of a second each.
        const outcome = await ingest(store, files, { dryRun: true });
        expect(counts(outcome)).to.deep.equal({
          lines: 2,
          blank: 0,
          accepted: 2,
          rejected: {},
        });
      }),
    );
  }

  it(
    "include an empty file, an empty array, and only a byte order mark",
    inDatabase(async (store) => {
      for (const [name, content] of [
        ["a.jsonl", ""],
        ["a.json", ""],
        ["a.json", " [ ] "],
        ["a.jsonl", "\uFEFF"],
        ["a.jsonl.gz", gzipSync("")],
      ] as const)
        expect(
          counts(await ingest(store, { [name]: content }, { dryRun: true })),
        ).to.deep.equal({
          lines: 0,
          blank: 0,
          accepted: 0,
          rejected: {},
        });
    }),
  );

  it(
    "include blank lines, which count as blank",
    inDatabase(async (store) => {
      const text = `\n \t\r\n${REGISTRATION}\n\u00a0\n\v\n  `;
      expect(counts(await ingest(store, { "a.jsonl": text }))).to.deep.equal({
        lines: 6,
        blank: 3,
        accepted: 1,
        rejected: { malformed_json: 2 },
      });
    }),
  );

  it(
    "may be cut into more shards than fit into the text of a statement",
    inDatabase(async (store) => {
      const blank = " \n".repeat(20_000);
      const text = `${REGISTRATION}\n${blank}{}\n`;
      const { summary, rejected } = await ingest(
        store,
        { "a.jsonl": text },
        { shardBytes: 4 },
      );
      expect(summary.accepted).to.equal(1);
      expect(rejected.map(({ line }) => line)).to.deep.equal([20_002]);
    }),
  );

  it(
    "keep the place and bytes of a rejected line, whatever they are",
    inDatabase(async (store) => {
      const odd = Buffer.from([0xff, 0x00, 0x27, 0x5c, 0x0d, 0xe2, 0x82]);
      const text = Buffer.concat([
        Buffer.from(`${REGISTRATION}\n`),
        odd,
        Buffer.from(`\n${PING}\n\uFEFF${PING}\n`),
      ]);
      for (const shardBytes of [1, 100, MIB]) {
        await ingest(store, { "a.jsonl": text }, { shardBytes });
        const rows = await store.query({
          name: "rejected",
          sql: `SELECT line, byte_offset, reason, hex(raw) AS raw, raw_bytes, clipped
            FROM rejected_events ORDER BY line`,
        });
        const first = REGISTRATION.length + 1;
        expect(rows).to.deep.equal([
          {
            line: 2,
            byte_offset: first,
            reason: "malformed_json",
            raw: odd.toString("hex").toUpperCase(),
            raw_bytes: odd.length,
            clipped: false,
          },
          {
            line: 4,
            byte_offset: first + odd.length + 1 + PING.length + 1,
            reason: "malformed_json",
            raw: Buffer.from(`\uFEFF${PING}`).toString("hex").toUpperCase(),
            raw_bytes: PING.length + 3,
            clipped: false,
          },
        ]);
      }
    }),
  );

  it(
    "keep the text of a line that other events reject",
    inDatabase(async (store) => {
      const odd = `{ "event_type" : "session_ping", "more": "é", ${PING.slice(1)}`;
      for (const [name, content] of [
        ["a.jsonl", odd],
        ["a.jsonl.gz", gzipSync(`\n${odd}`)],
      ] as const) {
        const { rejected } = await ingest(store, { [name]: content });
        expect(rejected).to.have.length(1);
        expect(rejected[0]).to.include({
          reason: "unregistered_user",
          raw: odd,
          raw_bytes: Buffer.byteLength(odd),
          clipped: false,
        });
      }
    }),
  );

  it(
    "clip the text of long lines at 64 KiB, and mark it",
    inDatabase(async (store) => {
      const long = "x".repeat(16 * MIB + 1);
      const text = `${PING.padEnd(70_000)}\n${long}\n${REGISTRATION}\n${"y".repeat(20 * MIB)}`;
      for (const [name, content] of [
        ["a.jsonl", text],
        ["a.jsonl.gz", gzipSync(text, { level: 1 })],
      ] as const) {
        const { summary, rejected } = await ingest(store, { [name]: content });
        expect(summary.accepted).to.equal(2);
        expect(
          rejected.map(({ line, byte_offset, raw, raw_bytes, clipped }) => ({
            line,
            byte_offset,
            kept: raw.length,
            raw_bytes,
            clipped,
          })),
        ).to.deep.equal([
          {
            line: 2,
            byte_offset: 70_001,
            kept: 64 * 1024,
            raw_bytes: long.length,
            clipped: true,
          },
          {
            line: 4,
            byte_offset: 70_001 + long.length + 1 + REGISTRATION.length + 1,
            kept: 64 * 1024,
            raw_bytes: 20 * MIB,
            clipped: true,
          },
        ]);
      }
    }),
  );

  it(
    "reject an element of a JSON file that is not an object",
    inDatabase(async (store) => {
      const broken = Buffer.concat([
        Buffer.from(
          `[${REGISTRATION}, 1, "\\ud800 \\n", [${PING}], null, {"a": "`,
        ),
        Buffer.from([0xff]),
        Buffer.from(`\uFFFD"}, ${PING.replace("}}", '}, "x": "\uFFFD"}')}]`),
      ]);
      const { summary, rejected } = await ingest(store, { "a.json": broken });
      expect(summary).to.include({ lines: 7, accepted: 2 });
      expect(rejected.map(({ line, reason }) => [line, reason])).to.deep.equal(
        [2, 3, 4, 5, 6].map((line) => [line, "malformed_json"]),
      );
    }),
  );

  it(
    "reject an element of more than 16 MiB in a JSON file",
    inDatabase(async (store) => {
      const text = `[${REGISTRATION}, {"a": "${"x".repeat(17 * MIB)}"}, ${PING}]`;
      const outcome = await ingest(store, { "a.json": text });
      expect(counts(outcome)).to.deep.equal({
        lines: 3,
        blank: 0,
        accepted: 2,
        rejected: { malformed_json: 1 },
      });
    }),
  );

  it(
    "are limited to the days of a window",
    inDatabase(async (store) => {
      const day = Math.floor(1_728_487_655 / 86_400);
      const file = { "a.jsonl": `${REGISTRATION}\n${PING}` };
      for (const [firstDay, lastDay, accepted] of [
        [day, day, 2],
        [day + 1, Infinity, 0],
        [0, day - 1, 0],
      ] as const) {
        const { summary } = await ingest(store, file, { firstDay, lastDay });
        expect(summary.accepted).to.equal(accepted);
      }
    }),
  );

  it(
    "decide which of two events with one id came first by file, then line",
    inDatabase(async (store) => {
      const other = JSON.stringify(ping(1));
      const { rejected } = await ingest(store, {
        "b.jsonl": `${REGISTRATION}\n${PING}`,
        "a.jsonl": `${other}\n${JSON.stringify(ping(2, { event_timestamp: 1_728_494_000 }))}`,
      });
      expect(
        rejected.map(({ file, line, reason }) => [
          file.slice(-7),
          line,
          reason,
        ]),
      ).to.deep.equal([
        ["a.jsonl", 1, "duplicate_event"],
        ["a.jsonl", 2, "duplicate_event"],
      ]);
    }),
  );

  it(
    "publish nothing in a dry run, with the same counts",
    inDatabase(async (store) => {
      const { summary } = await ingest(
        store,
        { "a.jsonl": `${REGISTRATION}\n${PING}\nx` },
        { dryRun: true },
      );
      expect(summary).to.include({ runId: null, lines: 3, accepted: 2 });
      const left = await store.query({
        name: "rows",
        sql: "SELECT table FROM system.parts WHERE database = currentDatabase() AND active AND rows > 0 AND table != 'migrations'",
      });
      expect(left).to.deep.equal([]);
    }),
  );
});
