import type { ClickHouseSettings } from "@clickhouse/client";
import type { Connection } from "./connection.ts";
import { overShards } from "./statement/over-shards.ts";
import type { Statement, Writer } from "./store.ts";

/**
 * A writer whose statements go to a server.
 * @param settings those of all its statements.
 */
export function createWriter(
  connection: Connection,
  settings: ClickHouseSettings = {},
): Writer {
  const send = <T>(
    statement: Statement,
    repeatable: boolean,
    call: Parameters<typeof connection.send<T>>[2],
  ): Promise<T> =>
    connection.send(
      connection.isOverShards ? overShards(statement) : statement,
      { repeatable, settings },
      call,
    );
  const fill: Writer["fill"] = (statement) =>
    send(statement, statement.repeatable ?? false, async (client, sending) => {
      const { summary } = await client.command(sending);
      // A proxy may have removed the header with the count.
      return summary?.written_rows !== "0";
    });
  return {
    rows: <Row>(statement: Statement) =>
      send(statement, true, async (client, sending) => {
        const result = await client.query({
          ...sending,
          format: "JSONEachRow",
        });
        return result.json<Row>();
      }),
    command: async (statement) => {
      await fill(statement);
    },
    fill,
    bytes: (statement, format) =>
      send(statement, true, async (client, { query, ...sending }) => {
        const { stream } = await client.exec({
          ...sending,
          query: `${query} FORMAT ${format}`,
        });
        return Buffer.concat(await stream.toArray());
      }),
  };
}
