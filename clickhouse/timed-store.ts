import type { ReadStore, Statement, Store, Writer } from "./store.ts";

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

/** Tells how long those who change the database wait, in sessions too. */
export function timeWrites(store: Store, watch: WatchStatement): Store {
  return {
    ...store,
    ...timeWriter(store, watch),
    session: (work) =>
      store.session((session) =>
        work({
          ...timeWriter(session, watch),
          loadBlocks: (...blocks) =>
            timed("load-blocks", watch, () => session.loadBlocks(...blocks)),
        }),
      ),
    moveRows: (from, to) =>
      timed("move-rows", watch, () => store.moveRows(from, to)),
  };
}

function timeWriter(writer: Writer, watch: WatchStatement): Writer {
  return {
    command: (statement) =>
      timed(statement.name, watch, () => writer.command(statement)),
    rows: <Row>(statement: Statement) =>
      timed(statement.name, watch, () => writer.rows<Row>(statement)),
    bytes: (statement, format) =>
      timed(statement.name, watch, () => writer.bytes(statement, format)),
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
