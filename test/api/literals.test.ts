import { expect } from "chai";
import {
  arrayLiteral,
  dateLiteral,
  uuidLiteral,
  writeLiterals,
} from "../../clickhouse/literals.ts";

const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";

describe("SQL literals", () => {
  it("are made of UUIDs and dates", () => {
    expect(uuidLiteral(USER)).to.equal(`'${USER}'`);
    expect(uuidLiteral(USER.toUpperCase())).to.equal(`'${USER.toUpperCase()}'`);
    expect(dateLiteral("2149-06-06")).to.equal("'2149-06-06'");
    expect(arrayLiteral(["'a'", "'b'"])).to.equal("['a', 'b']");
    expect(arrayLiteral([])).to.equal("[]");
  });

  for (const text of [
    "",
    "'",
    `${USER}'`,
    `'${USER}`,
    `${USER}\n`,
    `${USER}; DROP TABLE runs`,
    "2024-02-30",
    "2024-10-09'",
    "2024-10-09\n",
    "0') OR 1 = 1 --",
  ]) {
    it(`are not made of ${JSON.stringify(text)}`, () => {
      expect(() => uuidLiteral(text)).to.throw("not a UUID");
      expect(() => dateLiteral(text)).to.throw("not a date");
    });
  }

  it("take the place of their placeholders, with their types", () => {
    const sql =
      "SELECT {day:Date} WHERE id IN {ids:Array(UUID)} AND {day:Date} > 0";
    expect(writeLiterals(sql, { day: "'2024-10-09'", ids: "[]" })).to.equal(
      "SELECT CAST('2024-10-09', 'Date') WHERE id IN CAST([], 'Array(UUID)') AND CAST('2024-10-09', 'Date') > 0",
    );
  });

  it("must be there for every placeholder", () => {
    expect(() => writeLiterals("SELECT {day:Date}", {})).to.throw(
      "no literal for {day}",
    );
  });
});
