import {
  appendFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
  startCommand,
  type CommandOutcome,
} from "../../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

const MIB = 1024 * 1024;

/** The workers of a run, and no input with them. */
const MOST_MEMORY = 480 * MIB;

/** A line as deep as it is long costs more, once read: the most there is. */
const MOST_MEMORY_OF_A_LINE = 1400 * MIB;
const MOST_DISK = 100 * MIB;

/**
 * Describes the results of inputs of this many MiB each: of a line, of
 * gzip and of a JSON file, in every form or in one.
 */
export function describeSize(mebibytes: number, inEveryForm: boolean): void {
  describe(`the ingest command with ${mebibytes} MiB of input in one piece`, function () {
    this.timeout(60_000 + mebibytes * 60);
    const workspace = lendWorkspace();

    before(async () => {
      const lines = `${REGISTRATION}\n${PING}\n`;
      const file = workspace().write("first.jsonl", lines);
      expect((await workspace().ingest([file])).status).to.equal(0);
    });

    /** Runs it, and measures its memory and its temporary files. */
    async function ingest(
      args: readonly string[],
      write: (input: NodeJS.WritableStream) => Promise<void>,
      mostMemory = MOST_MEMORY,
    ) {
      const env = await workspace().settings();
      const spool = join(env["DATA_DIR"] ?? "", "spool");
      let memory = 0;
      let disk = 0;
      const command = startCommand(
        ["ingest", "--workers", "2", "--json", ...args],
        { env },
      );
      const look = setInterval(() => {
        memory = Math.max(memory, peakMemory(command.process.pid ?? 0));
        disk = Math.max(disk, bytesIn(spool));
      }, 20);
      void write(command.process.stdin);
      const outcome = await command.outcome.finally(() => clearInterval(look));
      expect(memory, "bytes of memory").to.be.below(mostMemory);
      expect(disk, "bytes on disk").to.be.below(MOST_DISK);
      await workspace().expectTidy();
      return outcome;
    }

    const fromFile = (file: string, mostMemory?: number) =>
      ingest([file], (input) => Promise.resolve(void input.end()), mostMemory);

    const countsOf = ({ status, stdout }: CommandOutcome) => {
      expect(status).to.equal(0);
      const { lines, blank, accepted, rejected } = JSON.parse(stdout) as {
        [name: string]: unknown;
      };
      return { lines, blank, accepted, rejected };
    };

    if (inEveryForm)
      it("counts a line of that length in a file as one malformed line", async () => {
        const path = workspace().write("sparse.jsonl", `${REGISTRATION}\n`);
        truncateSync(path, mebibytes * MIB);
        appendFileSync(path, `\n${PING}\n`);
        expect(countsOf(await fromFile(path))).to.deep.equal({
          ...{ lines: 3, blank: 0, accepted: 0 },
          rejected: { malformed_json: 1, duplicate_event: 2 },
        });
      });

    it("counts a line of that length on standard input as one line", async () => {
      const zeros = Buffer.alloc(MIB);
      const outcome = await ingest(["-"], async (input) => {
        for (let left = mebibytes; left > 0; left--)
          if (!input.write(zeros))
            await new Promise((resolve) => input.once("drain", resolve));
        input.end(`\n${PING}`);
      });
      expect(countsOf(outcome)).to.deep.equal({
        ...{ lines: 2, blank: 0, accepted: 0 },
        rejected: { malformed_json: 1, duplicate_event: 1 },
      });
    });

    /** A gzip file that repeats the same content this often. */
    function writeBomb(name: string, unit: Buffer, end = ""): string {
      const packed = gzipSync(unit);
      const times = Math.ceil((mebibytes * MIB) / unit.length);
      const all = Array.from({ length: times }, () => packed);
      const path = workspace().write(name, Buffer.concat(all));
      appendFileSync(path, gzipSync(end));
      return path;
    }

    if (inEveryForm)
      it("unpacks a bomb of one line, and stores none of it", async () => {
        const path = writeBomb("line.jsonl.gz", Buffer.alloc(32 * MIB));
        expect(statSync(path).size).to.be.below(mebibytes * 2048);
        expect(countsOf(await fromFile(path))).to.deep.equal({
          ...{ lines: 1, blank: 0, accepted: 0 },
          rejected: { malformed_json: 1 },
        });
      });

    if (inEveryForm)
      it("unpacks a bomb of blank lines, and stores none of it", async () => {
        const unit = Buffer.alloc(32 * MIB, `${" ".repeat(1023)}\n`);
        const path = writeBomb("blank.jsonl.gz", unit);
        expect(countsOf(await fromFile(path))).to.deep.equal({
          ...{ lines: mebibytes * 1024, blank: mebibytes * 1024, accepted: 0 },
          rejected: {},
        });
      });

    it("unpacks a bomb of one string in a JSON array", async () => {
      const open = gzipSync('["');
      const path = writeBomb("text.json.gz", Buffer.alloc(32 * MIB, "a"), '"]');
      const content = Buffer.concat([open, readFileSync(path)]);
      expect(
        countsOf(await fromFile(workspace().write("text.json.gz", content))),
      ).to.deep.equal({
        ...{ lines: 1, blank: 0, accepted: 0 },
        rejected: { malformed_json: 1 },
      });
    });

    if (inEveryForm)
      it("rejects a bomb of brackets in a JSON file", async () => {
        const brackets = gzipSync(Buffer.alloc(32 * MIB, "["));
        const path = workspace().write("deep.json.gz", brackets);
        const outcome = await fromFile(path, MOST_MEMORY_OF_A_LINE);
        const { status, stdout, stderr } = outcome;
        expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
        expect(stderr).to.equal(
          `touchline: ${path} is neither one JSON array nor JSON values one after another: a value is nested deeper than a line is long. If it holds one event a line, give it another name than *.json\n`,
        );
      });

    it("judges a line of millions of brackets", async () => {
      const half = Math.min(8, mebibytes / 128) * MIB - 20;
      const line = `{"x": ${"[".repeat(half)}${"]".repeat(half)}}`;
      const path = workspace().write("deep.jsonl", line);
      expect(
        countsOf(await fromFile(path, MOST_MEMORY_OF_A_LINE)),
      ).to.deep.equal({
        ...{ lines: 1, blank: 0, accepted: 0 },
        rejected: { invalid_event_id: 1 },
      });
    });
  });
}

/** The peak memory of a process, in bytes; 0 if the system does not report it. */
function peakMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The size of the files in a folder; they may disappear at any moment. */
function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const path = join(folder, String(entry));
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile()) bytes += stats.size;
  }
  return bytes;
}
