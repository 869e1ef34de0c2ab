import { isDeepStrictEqual } from "node:util";
import type { ApiContender } from "./contenders.ts";
import type { EndpointPlan } from "./plan-requests.ts";

/** How many requests of an endpoint; charts are among them with and without a country. */
const SAMPLES = { player: 100, chart: 20 };

/**
 * Throws unless all contenders answer a sample of each endpoint's requests
 * alike. Returns the number of requests.
 */
export async function compareAnswers(
  contenders: readonly ApiContender[],
  plans: readonly EndpointPlan[],
): Promise<number> {
  const paths = plans.flatMap(({ about, paths }) =>
    paths.slice(0, SAMPLES[about]),
  );
  const [ours, ...others] = await Promise.all(
    contenders.map((contender) => askAll(contender, paths)),
  );
  for (const theirs of others)
    paths.forEach((path, at) => {
      if (isDeepStrictEqual(ours?.[at], theirs[at])) return;
      throw new Error(
        `answers to ${path} differ: ${JSON.stringify(ours?.[at])} and ${JSON.stringify(theirs[at])}`,
      );
    });
  return paths.length;
}

async function askAll(
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
