import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Connection } from "../connection/connection.ts";
import type { Endpoint } from "../connection/endpoint.ts";
import { createWriter } from "../connection/writer.ts";

const STATEMENT_MILLISECONDS = 10_000;

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
      timeout: STATEMENT_MILLISECONDS,
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

/** Who may pass. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** A port for the native protocol, in front of the engine's own. */
export interface NativeGate {
  readonly port: number;
  close(): void;
}

/** Longer first packets are not of a client. */
const MAX_HELLO_BYTES = 4096;

/** The time a client has to send its user and password. */
const HELLO_MILLISECONDS = 10_000;

/** ClickHouse's AUTHENTICATION_FAILED. */
const REFUSED = 516;

/**
 * Listens for clients of the native protocol and passes on those that know
 * the password. The engine itself ends with a segmentation fault when one
 * does not (ClickHouse 26.7 as a library): a typing error in a tool would end it
 * for all its users.
 * @param port 0 for any free port.
 * @param enginePort where the engine takes the native protocol.
 */
export async function openNativeGate(
  port: number,
  enginePort: number,
  credentials: Credentials,
): Promise<NativeGate> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.once("close", () => open.delete(client));
    client.on("error", () => client.destroy());
    void admit(client, enginePort, credentials);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const client of open) client.destroy();
    },
  };
}

/** Reads a client's first packet, and passes it on with all that follows. */
async function admit(
  client: Socket,
  enginePort: number,
  { user, password }: Credentials,
): Promise<void> {
  const late = setTimeout(() => client.destroy(), HELLO_MILLISECONDS);
  const hello = await readHello(client);
  clearTimeout(late);
  if (!hello) {
    client.destroy();
    return;
  }
  if (hello.user !== user || hello.password !== password) {
    client.end(writeRefusal(hello.user));
    return;
  }
  const engine = connect(enginePort, "127.0.0.1");
  engine.on("error", () => client.destroy());
  client.once("close", () => engine.destroy());
  engine.write(hello.bytes);
  client.pipe(engine);
  engine.pipe(client);
}

/** The first packet of a client. */
interface Hello extends Credentials {
  readonly bytes: Buffer;
}

/** Reads it; undefined where there is no such packet. */
function readHello(client: Socket): Promise<Hello | undefined> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const end = (hello?: Hello) => {
      client.pause();
      client.off("data", take).off("close", none);
      resolve(hello);
    };
    const none = () => end();
    const take = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const credentials = parseHello(bytes);
      if (credentials === "none" || bytes.length > MAX_HELLO_BYTES) end();
      else if (credentials !== "more") end({ bytes, ...credentials });
    };
    client.on("data", take).on("close", none);
  });
}

/**
 * A Hello is: packet type 0, the client's name, its version (two numbers) and
 * protocol revision, database, user, password; numbers as varints, texts
 * behind their length.
 */
function parseHello(bytes: Buffer): Credentials | "none" | "more" {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw MORE;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = (): string => {
    const length = number();
    if (at + length > bytes.length) throw MORE;
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  try {
    if (number() !== 0) return "none";
    text();
    for (let i = 0; i < 3; i++) number();
    text();
    return { user: text(), password: text() };
  } catch (error) {
    if (error === MORE) return "more";
    throw error;
  }
}

/** Thrown where a packet has not come to its end. */
const MORE = new Error("the packet has not come to its end");

/** What ClickHouse would answer: an exception, without a stack or a cause. */
function writeRefusal(user: string): Buffer {
  const text = (value: string) => {
    const content = Buffer.from(value.slice(0, 40));
    return Buffer.concat([Buffer.from([content.length]), content]);
  };
  const code = Buffer.alloc(4);
  code.writeInt32LE(REFUSED);
  return Buffer.concat([
    Buffer.from([2]),
    code,
    text("DB::Exception"),
    text(`${user.slice(0, 30)}: Authentication failed`),
    text(""),
    Buffer.from([0]),
  ]);
}
