import type {
  Session,
  Shard,
  Statement,
  Store,
  Writer,
} from "../../../clickhouse/connection/store.ts";

/** Wraps each call that may change a database. */
export type Watch = <T>(step: string, call: () => Promise<T>) => Promise<T>;

/** The same store, with each step passed through `watch` by name. */
export function watchStore(store: Store, watch: Watch): Store {
  return {
    ...store,
    ...watchWriter(store, watch),
    session: (work) =>
      store.session((session) => work(watchSession(session, watch))),
    loadFile: (table, columns, file) =>
      watch(`load-file ${table}`, () => store.loadFile(table, columns, file)),
    shards: store.shards.map((shard, at) => watchShard(shard, at, watch)),
  };
}

/** Steps on the first shard are named as on the only one. */
const onShard =
  (at: number, watch: Watch): Watch =>
  (step, call) =>
    watch(at === 0 ? step : `${step} on shard ${at + 1}`, call);

function watchShard(shard: Shard, at: number, watch: Watch): Shard {
  const here = onShard(at, watch);
  return {
    ...shard,
    ...watchWriter(shard, here),
    moveRows: (from, to) =>
      here(`move-rows ${to}`, () => shard.moveRows(from, to)),
  };
}

function watchWriter(writer: Writer, watch: Watch): Writer {
  const stepOf = ({ name, sql }: Statement) => {
    const [, truncated] = /^TRUNCATE TABLE (\w+)/.exec(sql) ?? [];
    return truncated ? `${name} ${truncated}` : name;
  };
  return {
    command: (statement) =>
      watch(stepOf(statement), () => writer.command(statement)),
    fill: (statement) => watch(stepOf(statement), () => writer.fill(statement)),
    rows: <Row>(statement: Statement) =>
      watch(stepOf(statement), () => writer.rows<Row>(statement)),
    bytes: (statement, format) =>
      watch(stepOf(statement), () => writer.bytes(statement, format)),
  };
}

function watchSession(session: Session, watch: Watch): Session {
  return {
    ...session,
    ...watchWriter(session, watch),
    shards: session.shards.map((shard, at) =>
      watchWriter(shard, onShard(at, watch)),
    ),
    divide: (name, ...table) =>
      watch(`divide ${name}`, () => session.divide(name, ...table)),
    loadBlocks: (name, ...blocks) =>
      watch(`load-blocks ${name}`, () => session.loadBlocks(name, ...blocks)),
  };
}
