import type { ReadStore, Statement } from "./store.ts";

/** Called after each statement, whether it was answered or failed. */
export type WatchStatement = (name: string, seconds: number) => void;

/** Reports how long readers wait: for a connection and for the answer. */
export function timeReads<T extends ReadStore>(
  store: T,
  watch: WatchStatement,
): T {
  return {
    ...store,
    query: <Row>(statement: Statement) =>
      timed(statement.name, watch, () => store.query<Row>(statement)),
  };
}

async function timed<T>(
  name: string,
  watch: WatchStatement,
  work: () => Promise<T>,
): Promise<T> {
  const since = performance.now();
  try {
    return await work();
  } finally {
    watch(name, (performance.now() - since) / 1000);
  }
}
