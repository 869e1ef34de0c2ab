import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { withFolder } from "../support/folders.ts";
import { serving } from "../support/front/serving.ts";
import { onServer } from "../support/on-server.ts";
import { withDatabaseIn } from "../support/with-database.ts";

const MAIN = join(import.meta.dirname, "..", "..", "cli", "touchline.cjs");

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunningApi {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  /** The URL that it prints once it listens. */
  readonly url: Promise<string>;
}

function start(settings: Record<string, string>): RunningApi {
  const child = spawn(process.execPath, [MAIN, "serve"], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8");
  child.stderr
    .setEncoding("utf8")
    .on("data", (text: string) => (stderr += text));
  const url = new Promise<string>((resolve) =>
    child.stdout.on("data", (text: string) => {
      stdout += text;
      const [found] = /http:\S+/.exec(stdout) ?? [];
      if (found !== undefined) resolve(found);
    }),
  );
  const ended = once(child, "close").then((): Outcome => ({
    code: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
  }));
  return { child, ended, url };
}

/** Lends a database; on a server, an ingest has made its tables. */
function onDatabase<T>(
  work: (settings: Record<string, string>) => Promise<T>,
): Promise<T> {
  return withFolder((folder) =>
    serving(folder, async (environment) => {
      if (onServer) await withDatabaseIn(folder, () => Promise.resolve());
      return work({ DATA_DIR: folder, ...environment });
    }),
  );
}

async function takePort(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

describe("npm start", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`says where it answers, and ends well on ${signal}`, () =>
      onDatabase(async (settings) => {
        const { child, url, ended } = start({ ...settings, PORT: "0" });
        const answer = await fetch(`${await url}/api/game-stats`);
        expect(answer.status).to.equal(200);
        await answer.text();
        child.kill(signal);
        const outcome = await ended;
        expect(outcome).to.deep.include({ code: 0, signal: null, stderr: "" });
        expect(outcome.stdout).to.match(
          /^Touchline answers at http:\/\/127\.0\.0\.1:\d+ \(Ctrl-C stops it\)\n$/,
        );
      }));
  }

  it("answers what was asked before the signal", () =>
    onDatabase(async (settings) => {
      const { child, url, ended } = start({ ...settings, PORT: "0" });
      const origin = await url;
      const asked = Array.from({ length: 20 }, (_, i) =>
        fetch(`${origin}/api/game-stats?date=2024-10-${i + 10}`),
      );
      await Promise.race(asked);
      child.kill("SIGTERM");
      for (const answer of await Promise.all(asked))
        expect(answer.status).to.equal(200);
      expect(await ended).to.deep.include({ code: 0, stderr: "" });
    }));

  it("is not upset by clients who have gone before the answer", () =>
    onDatabase(async (settings) => {
      const { child, url, ended } = start({ ...settings, PORT: "0" });
      const { hostname, port } = new URL(await url);
      const sockets = Array.from({ length: 60 }, (_, i) => {
        const socket = connect(Number(port), hostname);
        socket.on("error", () => undefined);
        const path = `/api/daily?from=2024-10-01&to=2025-11-${10 + (i % 20)}`;
        const accept = i % 3 ? "text/csv" : "application/json";
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: ${accept}\r\n\r\n`,
        );
        return socket;
      });
      await Promise.race(sockets.map((socket) => once(socket, "data")));
      child.kill("SIGTERM");
      for (const socket of sockets) socket.destroy();
      expect(await ended).to.deep.include({ code: 0, stderr: "" });
    }));

  it("ends soon, although its clients go on asking", () =>
    onDatabase(async (settings) => {
      const { child, url, ended } = start({ ...settings, PORT: "0" });
      const origin = await url;
      const clients = Array.from({ length: 8 }, async () => {
        for (;;) await (await fetch(`${origin}/api/game-stats`)).text();
      });
      setTimeout(() => child.kill("SIGTERM"), 100);
      await Promise.allSettled(clients);
      const since = Date.now();
      const outcome = await ended;
      expect(outcome).to.deep.include({ code: 0, stderr: "" });
      expect(Date.now() - since).to.be.lessThan(5000);
    }));

  it("ends at once on a second signal", () =>
    onDatabase(async (settings) => {
      const { child, url, ended } = start({ ...settings, PORT: "0" });
      const { hostname, port } = new URL(await url);
      // A request that never ends holds the first signal up.
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\nHost: touchline\r\n");
      await once(socket, "ready");
      await new Promise((resolve) => setTimeout(resolve, 50));
      child.kill("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(child.exitCode).to.equal(null);
      child.kill("SIGINT");
      expect(await ended).to.deep.include({ code: null, signal: "SIGINT" });
    }));

  it("says so when the port is in use", () =>
    onDatabase(async (settings) => {
      const { server, port } = await takePort();
      const taken = { ...settings, PORT: String(port) };
      const outcome = await start(taken).ended;
      server.close();
      expect(outcome).to.deep.include({
        code: 1,
        stdout: "",
        stderr: `touchline: port ${port} on 127.0.0.1 is in use: stop what listens there, or set PORT to another port\n`,
      });
    }));

  it("says so when the address is not this machine's", () =>
    onDatabase(async (settings) => {
      const foreign = {
        ...settings,
        ALLOW_ANONYMOUS: "1",
        HOST: "192.0.2.1",
        PORT: "0",
      };
      const { code, stderr } = await start(foreign).ended;
      expect(code).to.equal(1);
      expect(stderr).to.match(
        /^touchline: cannot listen on port 0 of 192\.0\.2\.1 \(.*\): set HOST and PORT to others\n$/,
      );
    }));

  it("takes no origin that is none", async () => {
    for (const CORS_ORIGINS of ["stats.example", "https://a.example/", "*,*"])
      expect(await start({ CORS_ORIGINS }).ended).to.deep.include({
        code: 2,
        stderr: `touchline: CORS_ORIGINS="${CORS_ORIGINS}" is not a list of origins such as https://stats.example, http://localhost:3000 (no path, no slash at the end), or *\n`,
      });
  });

  it("lets the origins read that are named", () =>
    withFolder(async (folder) => {
      const { child, url, ended } = start({
        DATA_DIR: folder,
        PORT: "0",
        CORS_ORIGINS: "https://a.example, http://localhost:3000",
      });
      const answer = await fetch(`${await url}/api/game-stats`, {
        headers: { Origin: "http://localhost:3000" },
      });
      expect(answer.headers.get("access-control-allow-origin")).to.equal(
        "http://localhost:3000",
      );
      await answer.text();
      child.kill("SIGTERM");
      await ended;
    }));
});
