import { expect } from "chai";
import {
  formatEndpoints,
  formatRefused,
} from "../../../bench/api/format-results.ts";
import type { EndpointResult } from "../../../bench/api/measure-endpoints.ts";
import { formatSizes, type ApiSize } from "../../../bench/api/sizes.ts";

describe("the results of the bench of the API", () => {
  it("are a table for each load, cold ones first", () => {
    const results = [
      result("warm", 64, "Touchline", [900]),
      result("warm", 64, "peer", [1000]),
      result("cold", 1, "Touchline", [100, 400, 300]),
      result("cold", 1, "peer", [150]),
    ];
    const [cold = [], warm = []] = cellsOf(formatEndpoints(results));
    expect(cold[0]?.[0]).to.equal("cold, 1 connection");
    expect(cold[1]).to.deep.equal([
      ...["daily", "300", "1.00", "2.00"],
      ...["150", "1.00", "2.00", "2.00"],
    ]);
    expect(warm[0]?.[0]).to.equal("warm, 64 connections");
    expect(warm[1]?.at(-1)).to.equal("0.90");
  });

  it("name the loads with refusals", () => {
    const results = [result("warm", 64, "peer", [900, 800])];
    expect(formatRefused(results)).to.equal(
      "refused with 503, peer: daily, warm, 64: 4\n",
    );
  });

  it("compare a small and a large season", () => {
    const size = (events: number, requestsPerSecond: number) =>
      ({
        input: { events },
        results: [result("cold", 1, "Touchline", [requestsPerSecond])],
      }) as unknown as ApiSize;
    const [rows = []] = cellsOf(
      formatSizes([size(4_000_000, 300), size(40_000_000, 240)]),
    );
    expect(rows[0]).to.include.members(["4 M, /s", "40 M, /s"]);
    expect(rows[1]).to.deep.equal([
      ...["Touchline: daily, cold, 1", "300", "240", "1.00", "1.00", "1.25"],
    ]);
  });
});

function result(
  temperature: "cold" | "warm",
  connections: number,
  contender: string,
  rates: readonly number[],
): EndpointResult {
  return {
    endpoint: "daily",
    temperature,
    connections,
    contender,
    rounds: rates.map((requestsPerSecond) => ({
      requests: 10,
      refused: 2,
      requestsPerSecond,
      p50: 1,
      p99: 2,
      max: 3,
    })),
  };
}

/** The cells of each table, row by row. */
function cellsOf(text: string): string[][][] {
  return text
    .split("\n\n")
    .map((table) => table.split("\n").map((row) => row.trim().split(/ {2,}/)));
}
