import { isDeepStrictEqual } from "node:util";
import type { ApiContender } from "./contenders.ts";

const SAMPLE = 500;

/** Throws unless two APIs answer alike for the game and a sample of users. */
export async function compareAnswers(
  contenders: readonly [ApiContender, ApiContender],
  users: readonly string[],
): Promise<number> {
  const step = Math.max(1, Math.floor(users.length / SAMPLE));
  const paths = [
    "/api/game-stats",
    ...users
      .filter((_, at) => at % step === 0)
      .map((user) => `/api/user-stats?user_id=${user}`),
  ];
  const [ours, theirs] = await Promise.all(
    contenders.map((contender) => ask(contender, paths)),
  );
  paths.forEach((path, at) => {
    if (isDeepStrictEqual(ours?.[at], theirs?.[at])) return;
    throw new Error(
      `answers to ${path} differ: ${JSON.stringify(ours?.[at])} and ${JSON.stringify(theirs?.[at])}`,
    );
  });
  return paths.length;
}

async function ask(
  contender: ApiContender,
  paths: readonly string[],
): Promise<unknown[]> {
  const server = await contender.start();
  try {
    const answers: unknown[] = [];
    for (const path of paths) {
      const response = await fetch(`${server.origin}${path}`);
      if (!response.ok)
        throw new Error(
          `${contender.label} answers ${path} ${response.status}`,
        );
      answers.push(await response.json());
    }
    return answers;
  } finally {
    await server.stop();
  }
}
