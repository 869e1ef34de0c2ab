import { expect } from "chai";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { formatVerify } from "../../../cli/verify/format-verify.ts";
import { verify } from "../../../upkeep/verify/verify.ts";
import { NEVER, SILENT } from "../command/ingest-lines.ts";

/** Expects that verify finds nothing wrong in a database: 0.6 s of a core. */
export async function expectSound(
  store: Store,
  rowsPerSlice?: number,
): Promise<void> {
  const request = { repair: false, ...(rowsPerSlice && { rowsPerSlice }) };
  const report = await verify(store, request, SILENT, NEVER);
  expect(formatVerify(report)).to.match(/^No differences/);
}
