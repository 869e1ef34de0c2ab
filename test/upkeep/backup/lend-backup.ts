import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { begin, type Begun } from "./begun.ts";

/** Lends a folder to all tests of the describe block around, with a backup. */
export function lendBackup(): {
  readonly folder: string;
  readonly begun: Begun;
} {
  let folder = "";
  let begun: Begun | undefined;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "touchline-backup-"));
    begun = await begin(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
    get begun() {
      if (!begun) throw new Error("the backup is lent only while tests run");
      return begun;
    },
  };
}
