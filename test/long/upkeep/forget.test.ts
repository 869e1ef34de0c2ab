import { findsStarts } from "../../upkeep/forget/finds-starts.ts";
import { lendRetention } from "../../upkeep/forget/lend-retention.ts";

describe("forgetting, by example", () => {
  const database = lendRetention();

  findsStarts(database, [
    [1, -60],
    [25, -60],
  ]);
});
