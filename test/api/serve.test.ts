import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { failure, runHere } from "../support/command/command.ts";
import { lendWorkspace } from "../support/command/lend-workspace.ts";
import {
  settingsToServe,
  startApi,
  startApiHere,
} from "../support/start-api.ts";

async function takePort(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

/** Resolves when servers of this process have begun that many requests. */
function untilBegun(requests: number): Promise<void> {
  return new Promise((resolve) => {
    let begun = 0;
    const count = () => {
      if (++begun < requests) return;
      unsubscribe("http.server.request.start", count);
      resolve();
    };
    subscribe("http.server.request.start", count);
  });
}

describe("touchline serve", () => {
  const workspace = lendWorkspace();

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`prints its address, and exits with 0 on ${signal}`, async () => {
      const api = await startApi(await settingsToServe(workspace()));
      const answer = await fetch(`${api.url}/api/game-stats`);
      expect(answer.status).to.equal(200);
      await answer.text();
      api.process.kill(signal);
      expect(await api.outcome).to.deep.equal({
        status: 0,
        stdout: `Touchline answers at ${api.url} (Ctrl-C stops it)\n`,
        stderr: "",
      });
      expect(api.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    });
  }

  it("answers requests that arrived before the signal", async () => {
    const api = await startApiHere(await settingsToServe(workspace()));
    const begun = untilBegun(20);
    const asked = Array.from({ length: 20 }, (_, i) =>
      fetch(`${api.url}/api/game-stats?date=2024-10-${i + 10}`),
    );
    await begun;
    const outcome = api.stop();
    for (const answer of await Promise.all(asked))
      expect(answer.status).to.equal(200);
    expect(await outcome).to.deep.include({ status: 0, stderr: "" });
  });

  it("ignores clients that disconnect before the answer", async () => {
    const api = await startApiHere(await settingsToServe(workspace()));
    const { hostname, port } = new URL(api.url);
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
    const outcome = api.stop();
    for (const socket of sockets) socket.destroy();
    expect(await outcome).to.deep.include({ status: 0, stderr: "" });
  });

  it("exits soon, although its clients keep sending requests", async () => {
    const api = await startApiHere(await settingsToServe(workspace()));
    const clients = Array.from({ length: 8 }, async () => {
      for (;;) await (await fetch(`${api.url}/api/game-stats`)).text();
    });
    await sleep(100);
    const outcome = api.stop();
    await Promise.allSettled(clients);
    const since = Date.now();
    expect(await outcome).to.deep.include({ status: 0, stderr: "" });
    expect(Date.now() - since).to.be.lessThan(5000);
  });

  it("exits soon, although a browser holds a connection without a request", async () => {
    const api = await startApiHere(await settingsToServe(workspace()));
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const since = Date.now();
    expect(await api.stop()).to.deep.include({ status: 0, stderr: "" });
    expect(Date.now() - since).to.be.lessThan(5000);
  });

  it("exits at once on a second signal", async () => {
    const api = await startApi(await settingsToServe(workspace()));
    const { hostname, port } = new URL(api.url);
    // A request that never ends delays the first signal.
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\nHost: touchline\r\n");
    await once(socket, "ready");
    await sleep(50);
    api.process.kill("SIGINT");
    await sleep(200);
    expect(api.process.exitCode).to.equal(null);
    api.process.kill("SIGINT");
    expect((await api.outcome).status).to.equal(undefined);
    expect(api.process.signalCode).to.equal("SIGINT");
  });

  for (const [command, ...args] of [
    ["serve"],
    ["demo"],
    ["serve", "--port", "PORT", "--host", "127.0.0.1"],
  ] as const)
    it(`fails with one message when the port of ${[command, ...args].join(" ")} is in use`, async () => {
      const { server, port } = await takePort();
      const dataDir = join(workspace().folder, "not-made");
      const isOption = args.length > 0;
      const env = { DATA_DIR: dataDir, PORT: isOption ? "0" : String(port) };
      const outcome = await runHere(
        [command, ...args.map((arg) => arg.replace("PORT", String(port)))],
        { env },
      );
      server.close();
      expect(outcome).to.deep.equal(
        failure(
          1,
          `port ${port} on 127.0.0.1 is in use: stop what listens there, or set PORT to another port`,
        ),
      );
      expect(existsSync(dataDir)).to.equal(false);
    });

  it("prefers options to settings for its port and address", async () => {
    for (const [option, message] of [
      ["--port=x", 'PORT="x" is not a port from 0 to 65535'],
      ["--host=0.0.0.0", "HOST=0.0.0.0 lets other machines ask"],
    ] as const) {
      const { status, stderr } = await runHere(["serve", option]);
      expect(status).to.equal(2);
      expect(stderr).to.contain(message);
    }
  });

  it("reports an address that is not this machine's", async () => {
    const foreign = { ALLOW_ANONYMOUS: "1", HOST: "192.0.2.1", PORT: "0" };
    const env = { ...(await settingsToServe(workspace())), ...foreign };
    const { status, stderr } = await runHere(["serve"], { env });
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^touchline: cannot listen on port 0 of 192\.0\.2\.1 \(.*\): set HOST and PORT to others\n$/,
    );
  });

  it("rejects an invalid origin", async () => {
    for (const CORS_ORIGINS of [
      "stats.example",
      "https://a.example/",
      "*,*",
      ",",
    ])
      expect(await runHere(["serve"], { env: { CORS_ORIGINS } })).to.deep.equal(
        failure(
          2,
          `CORS_ORIGINS="${CORS_ORIGINS}" is not a list of origins such as https://stats.example, http://localhost:3000 (no path, no slash at the end), or *`,
        ),
      );
  });

  it("allows the named origins to read", async () => {
    const api = await startApiHere({
      ...(await settingsToServe(workspace())),
      CORS_ORIGINS: "https://a.example, http://localhost:3000",
    });
    const answer = await fetch(`${api.url}/api/game-stats`, {
      headers: { Origin: "http://localhost:3000" },
    });
    expect(answer.headers.get("access-control-allow-origin")).to.equal(
      "http://localhost:3000",
    );
    await answer.text();
    await api.stop();
  });
});
