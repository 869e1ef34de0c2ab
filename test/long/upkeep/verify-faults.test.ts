import { expect } from "chai";
import { plainName } from "../../../clickhouse/schema/tables.ts";
import { formatVerify } from "../../../cli/verify/format-verify.ts";
import { isSound } from "../../../upkeep/verify/verify.ts";
import {
  KINDS,
  lendFaultless,
  plant,
  run,
  TABLES,
} from "../../upkeep/verify/faults.ts";

/** Whether each kind is tried in each table; else one kind in each. */
const EACH_KIND = process.env["PROPERTY_CASES"] !== undefined;

describe("verify, of a database with one kind of fault", function () {
  this.timeout(120_000);
  const database = lendFaultless();

  for (const [index, table] of TABLES.entries())
    for (const [number, kind] of KINDS.entries())
      if (EACH_KIND || number === index % KINDS.length)
        it(`finds a ${kind} row of ${table} alone, and repairs it`, async () => {
          const { store } = database;
          await plant(store, table, kind);
          const report = await run(store, true);
          const tables = report.differences.map((found) => found.table);
          expect(tables).to.include(table);
          expect(formatVerify(report)).to.include(
            `${plainName(table)}: 1 wrong`,
          );
          expect(isSound(report)).to.equal(true);
          await database.expectRepaired(report);
        });

  for (const what of ["fact", "sum"] as const)
    for (const kind of KINDS)
      it(`finds a ${kind} row in every table of ${what}s at once, and repairs them`, () =>
        database.findAndRepair(what, () => kind));
});
