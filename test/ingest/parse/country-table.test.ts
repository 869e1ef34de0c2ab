import { expect } from "chai";
import { CountryTable } from "../../../ingest/parse/country-table.ts";

describe("CountryTable", () => {
  const table = new CountryTable(["US", "UK", "Côte d'Ivoire", "U", ""]);
  const find = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return table.placeOf(bytes, 0, bytes.length);
  };

  it("finds a country by the bytes of its name", () => {
    const names = ["US", "UK", "Côte d'Ivoire", "U"];
    expect(names.map(find)).to.deep.equal([0, 1, 2, 3]);
  });

  it("finds nothing by a part of a name, by a longer name or by nothing", () => {
    const names = ["Côte", "USA", "K", "us", ""];
    expect(names.map(find)).to.deep.equal([-1, -1, -1, -1, -1]);
  });

  it("reads only between the two ends", () => {
    const bytes = new TextEncoder().encode("USUKU");
    expect(table.placeOf(bytes, 2, 4)).to.equal(1);
    expect(table.placeOf(bytes, 4, 5)).to.equal(3);
    expect(table.placeOf(bytes, 5, 5)).to.equal(-1);
  });
});
