import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { failure, runCommand, runHere } from "../../support/command/command.ts";
import { withFolder } from "../../support/command/folders.ts";
import { PING, REGISTRATION } from "../../support/command/lend-workspace.ts";
import { withServer } from "./lend-server.ts";
import { makeCertificate } from "./make-certificate.ts";

describe("a server over TLS", function () {
  this.timeout(60_000);
  before(function () {
    if (spawnSync("openssl", ["version"]).status !== 0) this.skip();
  });

  it("is used if its authority is known, and otherwise reported as not trusted", () =>
    withFolder((certificates) => {
      const { key, cert, authorityFile } = makeCertificate(certificates);
      return withServer(
        async ({ proxy, settings, folder }) => {
          const file = join(folder, "events.jsonl");
          writeFileSync(file, `${REGISTRATION}\n${PING}\n`);
          const args = ["ingest", "--workers", "1", file];
          expect(await runHere(args, { env: settings })).to.deep.equal(
            failure(
              1,
              `the certificate of ClickHouse at ${proxy.url} is not trusted (unable to verify the first certificate): name the file of its authority in NODE_EXTRA_CA_CERTS`,
            ),
          );
          expect(proxy.statements).to.deep.equal([]);
          // Node.js reads that variable when a process starts.
          const { status, stderr } = await runCommand(args, {
            env: { ...settings, NODE_EXTRA_CA_CERTS: authorityFile },
          });
          expect(status, stderr).to.equal(0);
          expect(stderr).to.match(/^Run 1 published: 2 lines in /);
        },
        { tls: { key, cert } },
      );
    }));

  it("is reported in one line if the server does not use TLS", () =>
    withServer(async ({ proxy, settings }) => {
      const url = proxy.url.replace("http:", "https:");
      const { status, stderr } = await runHere(["runs"], {
        env: { ...settings, CLICKHOUSE_URL: url },
      });
      expect(status).to.equal(1);
      expect(stderr).to.match(/^touchline: [^\n]+\n$/);
      expect(stderr).to.contain(
        `ClickHouse at ${url} does not answer in TLS (`,
      );
      expect(stderr).to.contain(
        "): set CLICKHOUSE_URL to its https port, or to http",
      );
    }));
});
