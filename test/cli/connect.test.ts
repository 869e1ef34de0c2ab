import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { startCommand, startHere } from "../support/command/command.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../support/command/lend-workspace.ts";
import { asServer } from "../support/test-engine.ts";

interface Connection {
  readonly http: string;
  readonly native: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Sends Hello in the native protocol; returns the answer as text. */
async function greet(
  native: string,
  user: string,
  password: string,
): Promise<string> {
  const [host, port] = native.split(":");
  const text = (value: string) =>
    Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  const socket = connect(Number(port), host);
  socket.write(
    Buffer.concat([
      ...[Buffer.from([0]), text("test"), Buffer.from([1, 1, 50])],
      ...[text("default"), text(user), text(password)],
    ]),
  );
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString("latin1");
}

describe("touchline connect", () => {
  const workspace = lendWorkspace();

  before(async function () {
    // A server is reached directly: connect opens the embedded engine.
    if (asServer) this.skip();
    const file = workspace().write("two.jsonl", `${REGISTRATION}\n${PING}\n`);
    expect((await workspace().ingest([file])).status).to.equal(0);
  });

  /** Sends a statement as the user whose connection was printed. */
  async function ask(
    { http, database, user, password }: Connection,
    sql: string,
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(`${http}/?database=${database}`, {
      method: "POST",
      headers: {
        Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
      },
      body: sql,
    });
    return { status: response.status, text: await response.text() };
  }

  it("prints one JSON object, and exits when its standard input ends", async () => {
    const env = await workspace().settings();
    const command = startCommand(["connect", "--json"], { env });
    const lines = createInterface({ input: command.process.stdout });
    const [line] = (await once(lines, "line")) as [string];
    const connection = JSON.parse(line) as Connection;
    expect(connection).to.have.all.keys(
      ...["http", "native", "database", "user", "password"],
    );
    expect(connection.native).to.match(/^127\.0\.0\.1:\d+$/);
    const count = await ask(connection, "SELECT count() FROM session_data");
    expect(count).to.deep.equal({ status: 200, text: "1\n" });
    command.process.stdin.end();
    expect((await command.outcome).status).to.equal(0);
  });

  it("lets its user read and do nothing else", async () => {
    const env = await workspace().settings();
    const command = startHere(["connect", "--json"], { env });
    const [text] = (await once(command.stdout, "data")) as [Buffer];
    const connection = JSON.parse(text.toString()) as Connection;
    for (const sql of [
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM system.users",
      "SELECT * FROM system.parts",
      "INSERT INTO ledger (run_id) VALUES (7)",
      "CREATE TABLE more (n Int64) ENGINE = Memory",
      "TRUNCATE TABLE signed_sessions",
      "SET readonly = 0",
    ])
      expect((await ask(connection, sql)).status, sql).not.to.equal(200);
    command.stdin.end();
    expect((await command.outcome).status).to.equal(0);
  });

  it("accepts the native protocol only with the password", async () => {
    const env = await workspace().settings();
    const command = startHere(["connect", "--json"], { env });
    const [printed] = (await once(command.stdout, "data")) as [Buffer];
    const { native, user, password } = JSON.parse(
      printed.toString(),
    ) as Connection;
    // ClickHouse as a library ends on a wrong password: none may reach it.
    expect(await greet(native, user, "wrong")).to.include("failed");
    expect(await greet(native, "default", "")).to.include("failed");
    expect(await greet(native, user, password)).to.include("ClickHouse");
    command.stdin.end();
    expect((await command.outcome).status).to.equal(0);
  });

  it("prints an example for each kind of client, and runs until Ctrl-C", async () => {
    const env = await workspace().settings();
    const command = startHere(["connect"], { env });
    const [text] = (await once(command.stdout, "data")) as [Buffer];
    for (const part of [
      /^ {2}HTTP +http:\/\/127\.0\.0\.1:\d+$/m,
      /^ {2}user +reader /m,
      /^ {2}curl -u 'reader:/m,
      /^ {2}clickhouse-client --host 127\.0\.0\.1 --port \d+ /m,
      /^ {2}jdbc:clickhouse:http:/m,
      /Grafana/,
    ])
      expect(text.toString()).to.match(part);
    command.signals.emit("SIGINT");
    expect((await command.outcome).status).to.equal(0);
  });
});
