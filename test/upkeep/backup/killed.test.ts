import { describeKilled } from "./describe-killed.ts";

// test/long has more steps.
describeKilled(120_000, {
  backup: (steps) => [Math.floor(steps.length / 2)],
  restore(steps) {
    // The exchange of the ledger is the point of no return: before and after it.
    const exchange = steps.indexOf("exchange-rebuilt") + 1;
    return [exchange - 1, exchange];
  },
});
