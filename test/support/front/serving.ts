import { onServer } from "../on-server.ts";
import { withFront, type Front } from "./with-front.ts";

const fronts = new Map<string, Front>();

/**
 * Has a server answer for the database in a folder, where tests run on one,
 * and gives the settings with which it is found. Embedded, there is nothing
 * to start, and nothing to set. Within such work, it is the same server.
 */
export async function serving<T>(
  dataDir: string,
  work: (environment: Record<string, string>) => Promise<T>,
): Promise<T> {
  const there = fronts.get(dataDir);
  if (!onServer) return work({});
  if (there) return work(there.environment);
  return withFront(dataDir, async (front) => {
    fronts.set(dataDir, front);
    try {
      return await work(front.environment);
    } finally {
      fronts.delete(dataDir);
    }
  });
}
