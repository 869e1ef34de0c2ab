import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { readOwner } from "../../clickhouse/owner-note.ts";
import { lendServedWorkspace, ServedWorkspace } from "./lend-api-process.ts";
import { connectRaw } from "./raw-connection.ts";
import { startApi, stopApi } from "./start-api.ts";
import { runCommand } from "../support/command.ts";

describe("the owner's socket", () => {
  const workspace = lendServedWorkspace();

  it("is for its user alone", () => {
    const socket = join(workspace().dataDir, "touchline.sock");
    expect(readOwner(workspace().dataDir)?.socket).to.equal(socket);
    expect(statSync(socket).isSocket()).to.be.true;
    expect(statSync(socket).mode & 0o777).to.equal(0o600);
  });

  const NO_OPERATION = "there is no such operation";
  const request = (changes: object) =>
    `${JSON.stringify({ kind: "request", operation: "sql", request: {}, title: "", pid: 1, waitSeconds: 0, ...changes })}\n`;
  const GARBAGE: Record<string, [string | Buffer, string]> = {
    "bytes that are no text": [
      Buffer.concat([Buffer.alloc(100_000, 0xff), Buffer.from("\n")]),
      "this is no message: it is not JSON",
    ],
    "JSON that is no message": ["[1]\n", "this is no message: it has no kind"],
    "an unknown message": ['{"kind":"toString"}\n', "there is no such message"],
    "an unknown operation": [request({ operation: "toString" }), NO_OPERATION],
    "a request without an operation": [request({ operation: 1 }), NO_OPERATION],
    "a request that waits for ever": [
      request({ waitSeconds: 1e9 }),
      NO_OPERATION,
    ],
  };
  for (const [name, [bytes, message]] of Object.entries(GARBAGE))
    it(`refuses ${name}`, async () => {
      const raw = await connectRaw(workspace().dataDir);
      raw.socket.write(bytes);
      const failed = (await raw.until("failed")).at(-1);
      expect(failed).to.deep.include({ kind: "failed", message });
      expect(await raw.until("more")).to.be.empty;
      expect(await workspace().value("SELECT 1")).to.equal("1");
    });

  it("reads no line to its end that is too long", async () => {
    const raw = await connectRaw(workspace().dataDir);
    raw.socket.write("x".repeat(17 * 1024 * 1024));
    await raw.until("the end");
    expect(await workspace().value("SELECT 1")).to.equal("1");
  });

  it("refuses a request that is none", async () => {
    for (const operation of ["sql", "ingest"]) {
      const raw = await connectRaw(workspace().dataDir);
      raw.ask(operation, null);
      const failed = (await raw.until("failed")).at(-1);
      expect(failed).to.deep.include({ kind: "failed", message: NO_OPERATION });
    }
    expect(await workspace().value("SELECT 1")).to.equal("1");
  });

  it("does not mind who comes and goes", async () => {
    for (let n = 0; n < 50; n++)
      (await connectRaw(workspace().dataDir)).socket.destroy();
    expect(await workspace().value("SELECT 1")).to.equal("1");
  });
});

describe("the owner's socket after an owner that was killed", () => {
  it("is replaced by the next one", async () => {
    const workspace = new ServedWorkspace();
    await workspace.serve();
    workspace.api.process.kill("SIGKILL");
    await workspace.api.outcome;
    expect(existsSync(join(workspace.dataDir, "touchline.sock"))).to.be.true;
    expect(await workspace.value("SELECT 1")).to.equal("1");
    await workspace.serve();
    expect(await workspace.value("SELECT 2")).to.equal("2");
    await workspace.stop();
    workspace.remove();
  });
});

describe("a data directory with a long name", () => {
  it("has its socket elsewhere, and leaves nothing there", async () => {
    const workspace = new ServedWorkspace();
    const temporary = workspace.makeFolder("tmp");
    const dataDir = join(workspace.folder, "d".repeat(120));
    const env = { DATA_DIR: dataDir };
    const sql = async () => {
      const args = ["--format", "TSV", "SELECT 1"];
      return (await runCommand(["sql", ...args], { env })).stdout;
    };

    const killed = await startApi(dataDir, { TMPDIR: temporary });
    const socket = readOwner(dataDir)?.socket ?? "";
    expect(dirname(dirname(socket))).to.equal(temporary);
    expect(statSync(socket).mode & 0o777).to.equal(0o600);
    expect(statSync(dirname(socket)).mode & 0o777).to.equal(0o700);
    expect(await sql()).to.equal("1\n");
    killed.process.kill("SIGKILL");
    await killed.outcome;

    const api = await startApi(dataDir, { TMPDIR: temporary });
    expect(await sql()).to.equal("1\n");
    expect(readdirSync(temporary)).to.have.length(1);
    expect((await stopApi(api)).status).to.equal(0);
    expect(readdirSync(temporary)).to.be.empty;
    expect(await sql()).to.equal("1\n");
    workspace.remove();
  });
});
