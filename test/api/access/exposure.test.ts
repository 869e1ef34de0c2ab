import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { OPEN, readAccess } from "../../../api/access/access.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { failure, runHere } from "../../support/command/command.ts";
import { withFolder } from "../../support/command/folders.ts";
import { lendWorkspace } from "../../support/command/lend-workspace.ts";
import { settingsToServe, startApiHere } from "../../support/start-api.ts";
import { lines, talk } from "../attacks/talk.ts";
import { lendApi, problem } from "../lend-api.ts";
import { API_KEYS, bearer, READER } from "./keys.ts";

const accessOf = (env: NodeJS.ProcessEnv) => readAccess(readConfig(env));

const REFUSED = (host: string) =>
  `HOST=${host} lets other machines ask, and no key is set: set API_KEYS (npx touchline key makes one), or ALLOW_ANONYMOUS=1 to let everybody read who reaches it`;

describe("access to the API", () => {
  for (const HOST of ["127.0.0.1", "127.9.9.9", "localhost", "::1"])
    it(`is open to this machine without a limit with HOST=${HOST}`, () => {
      expect(accessOf({ HOST })).to.deep.equal({ ...OPEN, localNames: true });
    });

  for (const HOST of ["0.0.0.0", "::", "192.0.2.1", "127.example", "games"]) {
    it(`is not opened by HOST=${HOST} alone`, () => {
      expect(() => accessOf({ HOST })).to.throw(REFUSED(HOST));
      expect(() => accessOf({ HOST, ALLOW_ANONYMOUS: "0" })).to.throw();
    });

    it(`is open to everyone, with a limit, with HOST=${HOST} and ALLOW_ANONYMOUS=1`, () => {
      const access = accessOf({ HOST, ALLOW_ANONYMOUS: "1" });
      expect(access).to.deep.equal({ ...OPEN, requestsPerMinute: 6000 });
    });
  }

  it("requires a key when keys are set, with ALLOW_ANONYMOUS too", () => {
    for (const more of [{}, { ALLOW_ANONYMOUS: "1" }, { HOST: "::" }]) {
      const { keys, ...rest } = accessOf({ API_KEYS, ...more });
      expect(keys).to.have.length(2);
      expect(rest).to.include({ localNames: false, requestsPerMinute: 6000 });
    }
  });

  it("must be set explicitly behind a proxy, whatever HOST is", () => {
    const TRUSTED_PROXIES = "1";
    expect(() => accessOf({ TRUSTED_PROXIES })).to.throw(
      REFUSED("127.0.0.1").replace("HOST=127.0.0.1", "TRUSTED_PROXIES=1"),
    );
    for (const more of [{ ALLOW_ANONYMOUS: "1" }, { API_KEYS }])
      expect(accessOf({ TRUSTED_PROXIES, ...more })).to.include({
        ...{ localNames: false, requestsPerMinute: 6000, trustedProxies: 1 },
      });
  });

  it("is limited by RATE_LIMIT", () => {
    const limit = (env: NodeJS.ProcessEnv) => accessOf(env).requestsPerMinute;
    expect(limit({ RATE_LIMIT: "7" })).to.equal(7);
    expect(limit({ API_KEYS, RATE_LIMIT: "0" })).to.equal(0);
    expect(() => limit({ RATE_LIMIT: "-1" })).to.throw(
      'RATE_LIMIT="-1" is not a number of requests a minute, or 0 for any number',
    );
  });
});

describe("the commands that serve", () => {
  const workspace = lendWorkspace();

  for (const command of ["serve", "demo"])
    it(`refuse to start when everyone could read: ${command}`, () =>
      withFolder(async (folder) => {
        const DATA_DIR = join(folder, "data");
        const env = { HOST: "0.0.0.0", PORT: "0", DATA_DIR };
        expect(await runHere([command], { env })).to.deep.equal(
          failure(2, REFUSED("0.0.0.0")),
        );
        expect(existsSync(DATA_DIR)).to.equal(false);
      }));

  it("answer other machines that send a key", async () => {
    const settings = await settingsToServe(workspace());
    const HOST = "0.0.0.0";
    const api = await startApiHere({ ...settings, HOST, API_KEYS });
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${api.url}/api/daily`, { headers })).status;
    expect(await ask({})).to.equal(401);
    expect(await ask(bearer(READER))).to.equal(200);
    const { status, stderr } = await api.stop();
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
  });
});

describe("an API for this machine only", () => {
  // A proxy, too, may pass on what its clients say in X-Forwarded-Host.
  const api = lendApi({
    access: { ...OPEN, localNames: true, trustedProxies: 1 },
  });

  it("trusts no host name but the one in Host", async () => {
    for (const [host, forwarded, status] of [
      ["evil.example", "localhost", 421],
      ["localhost", "evil.example", 200],
    ] as const) {
      const fields = [`Host: ${host}`, `X-Forwarded-Host: ${forwarded}`];
      const { statuses } = await talk(
        api.port,
        lines("GET /api/daily HTTP/1.1", ...fields, "Connection: close"),
      );
      expect(statuses).to.deep.equal([status]);
    }
  });

  it("does not answer for names that others could point at it", async () => {
    for (const host of ["evil.example", "localhost.evil.example", "x:5000"]) {
      const answer = await api.requestFor(host, "/api/daily");
      expect(answer.status).to.equal(421);
      const name = JSON.stringify(host.replace(/:.*/, ""));
      expect(answer.body).to.deep.equal(
        problem(
          421,
          "misdirected",
          `${name} is not a name of this machine: to serve that name, set API_KEYS or ALLOW_ANONYMOUS=1`,
        ),
      );
    }
  });

  it("does not answer requests without a host name", async () => {
    const { statuses } = await talk(api.port, lines("GET /api/daily HTTP/1.0"));
    expect(statuses).to.deep.equal([421]);
  });

  it("rejects a name behind one of this machine's names", async () => {
    for (const [host, status] of [
      ["localhost", 200],
      ["evil.example", 421],
      ["localhost", 200],
      ["localhost.evil.example", 421],
    ] as const)
      expect((await api.requestFor(host, "/api/daily")).status).to.equal(
        status,
      );
  });

  it("answers for this machine's names", async () => {
    for (const host of [
      ...["localhost", "LOCALHOST:5000", "touchline.localhost", "127.0.0.1"],
      ...["[::1]:5000", "192.168.1.7:80"],
    ])
      expect((await api.requestFor(host, "/api/daily")).status).to.equal(200);
  });
});
