import { Random } from "../../generate/random.ts";
import { draw } from "../harness/draw.ts";

const KINDS = 3;

/**
 * Returns a function that returns one path after another: user-stats with and
 * without a date and days, in equal parts. Users are drawn without repetition.
 * Once all have been drawn, they follow in the same order again, each with
 * another kind of path, so that no answer repeats until the third time.
 * @param days dates with data, YYYY-MM-DD.
 */
export function choosePaths(
  users: readonly string[],
  days: readonly string[],
  seed: number,
): () => string {
  const random = new Random(seed, 11);
  const order = draw(users, users.length, random);
  let drawn = 0;
  return () => {
    const user = order[drawn % order.length] ?? "";
    const kind = (drawn + Math.floor(drawn / order.length)) % KINDS;
    drawn++;
    switch (kind) {
      case 0:
        return `/api/user-stats?user_id=${user}`;
      case 1:
        return `/api/user-stats?user_id=${user}&date=${random.pick(days)}`;
      default:
        return `/api/users/${user}/days?from=${random.pick(days)}`;
    }
  };
}
