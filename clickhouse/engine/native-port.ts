import type { Endpoint } from "../connection/endpoint.ts";
import { Connection } from "../connection/connection.ts";
import { createWriter } from "../connection/writer.ts";

const MILLISECONDS = 10_000;

/**
 * The port on which a ClickHouse takes its native protocol. An engine of our
 * own begins to listen there when this is called: few need it, and see
 * `openNativeGate` for what clients may do to it.
 */
export async function openNativePort(admin: Endpoint): Promise<number> {
  const connection = new Connection(
    { ...admin, database: "default" },
    {
      id: `touchline-connect-${process.pid}`,
      timeout: MILLISECONDS,
      delays: [],
    },
  );
  try {
    const writer = createWriter(connection);
    if (admin.engine)
      await writer.command({
        name: "listen-native",
        sql: "SYSTEM START LISTEN TCP",
        repeatable: true,
      });
    const [row] = await writer.rows<{ port: number }>({
      name: "native-port",
      sql: "SELECT getServerPort('tcp_port') AS port",
    });
    return row?.port ?? 0;
  } finally {
    await connection.close();
  }
}
