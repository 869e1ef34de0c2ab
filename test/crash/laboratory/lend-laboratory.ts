import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asServer, shardCount } from "../../support/test-engine.ts";
import type { Victim } from "../child/child-messages.ts";
import { openLaboratory, type Laboratory } from "./laboratory.ts";
import type { CommandName } from "./subjects.ts";

const SEED = 1;

/** Lends a laboratory to all tests of the describe block around. */
export function lendLaboratory(
  command: CommandName,
  victims: readonly Victim[],
): { readonly laboratory: Laboratory } {
  let folder = "";
  let lent: Laboratory | undefined;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "touchline-crash-"));
    // The engine of another process must not be killed.
    const killed =
      asServer && shardCount === 1 ? (["command"] as const) : victims;
    lent = await openLaboratory(folder, SEED, command, killed);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get laboratory() {
      if (!lent) throw new Error("the laboratory is lent only while tests run");
      return lent;
    },
  };
}
