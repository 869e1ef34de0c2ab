import type { ReadStore, Statement } from "./store.ts";

/** Told of each statement that was answered or has failed. */
export type WatchStatement = (name: string, seconds: number) => void;

/** Tells how long readers wait for answers: for a connection, and for it. */
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
