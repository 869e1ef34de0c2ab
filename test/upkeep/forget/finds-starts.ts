import { expect } from "chai";
import {
  HORIZON,
  ping,
  registered,
  type lendRetention,
} from "./lend-retention.ts";

/**
 * Expects that a session keeps its first ping where the horizon is moved to its end.
 * @param cases its hours, and its last second, counted from the horizon
 */
export function findsStarts(
  database: ReturnType<typeof lendRetention>,
  cases: readonly (readonly [hours: number, last: number])[],
): void {
  for (const [hours, last] of cases)
    it(`finds the start of a session of ${hours} hours that ends ${-last} s before the horizon`, async () => {
      const whole = Array.from({ length: hours * 60 }, (_, n) =>
        ping(last - 60 * n),
      );
      const first = last - 60 * (hours * 60 - 1);
      await database.ingest([registered(), ping(first - 61), ...whole]);
      const { sessionPings } = await database.moveTo(HORIZON);
      expect(sessionPings).to.equal(1);
      expect((await database.rawPings())[0]).to.equal(first);
      expect(await database.sessions()).to.deep.equal([
        [first - 61, first - 61],
        [first, last],
      ]);
      await database.expectSound();
    });
}
