import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { ReadingEngine } from "../../ingest/sources/engine/reading-engine.ts";
import { findFiles } from "../../ingest/sources/find/find-files.ts";
import { openFile } from "../../ingest/sources/open-file.ts";
import { packageRoot } from "../../common/package-root.ts";

/** The folder of files that other programs have written. */
export const FIXTURES = join(packageRoot, "test/ingest/sources/fixtures");

/** Reads files as a run does; all tests of a file share its engine. */
export class Reader {
  readonly folder = mkdtempSync(join(tmpdir(), "touchline-test-"));
  readonly #engine = new ReadingEngine(
    join(this.folder, "engine"),
    new AbortController().signal,
  );

  /** The names of the files that one name stands for. */
  async find(name: string): Promise<string[]> {
    const files = await findFiles([name], this.folder, this.#engine, {});
    return files.map((file) => file.name);
  }

  /** The text of the files of a name: lines, or JSON. */
  async read(
    name: string,
    env: Readonly<Record<string, string>> = {},
    standardInput: Buffer = Buffer.alloc(0),
  ): Promise<string> {
    const files = await findFiles([name], this.folder, this.#engine, env);
    let all = "";
    for (const file of files) {
      const { chunks } = await openFile(file, {
        engine: this.#engine,
        folder: this.folder,
        standardInput: () => Readable.from([standardInput]),
        onContent: () => undefined,
        onRead: () => undefined,
        signal: new AbortController().signal,
      });
      all += await text(Readable.from(chunks));
    }
    return all;
  }

  async close(): Promise<void> {
    await this.#engine.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** Lends a reader to the tests of a suite. */
export function lendReader(): () => Reader {
  let reader: Reader | undefined;
  before(() => {
    reader = new Reader();
  });
  after(async () => {
    await reader?.close();
  });
  return () => reader as Reader;
}

/** The events of lines. */
export const parseLines = (lines: string): unknown[] =>
  lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
