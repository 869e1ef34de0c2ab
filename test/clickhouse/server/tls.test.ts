import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { failure, runCommand } from "../../support/command.ts";
import { withFolder } from "../../support/folders.ts";
import { withFront } from "../../support/front/with-front.ts";
import { PING, REGISTRATION } from "../../support/lend-workspace.ts";
import { makeCertificate } from "./make-certificate.ts";

describe("a server over TLS", function () {
  this.timeout(60_000);
  before(function () {
    if (spawnSync("openssl", ["version"]).status !== 0) this.skip();
  });

  it("is used where its authority is known, and else named as not trusted", () =>
    withFolder((folder) => {
      const certificate = makeCertificate(folder);
      const { key, cert, authorityFile } = certificate;
      const work = async (front: { url: string; environment: object }) => {
        const file = join(folder, "events.jsonl");
        writeFileSync(file, `${REGISTRATION}\n${PING}\n`);
        const ingest = (env: NodeJS.ProcessEnv) =>
          runCommand(["ingest", "--workers", "1", file], {
            env: {
              ...front.environment,
              DATA_DIR: join(folder, "client"),
              ...env,
            },
          });
        expect(await ingest({})).to.deep.equal(
          failure(
            1,
            `the certificate of ClickHouse at ${front.url} is not trusted (unable to verify the first certificate): name the file of its authority in NODE_EXTRA_CA_CERTS`,
          ),
        );
        const trusting = { NODE_EXTRA_CA_CERTS: authorityFile };
        const { status, stderr } = await ingest(trusting);
        expect(status, stderr).to.equal(0);
        expect(stderr).to.match(/^Run 1 published: 2 lines in /);
      };
      return withFront(join(folder, "server"), work, {
        tls: { key, cert },
      });
    }));

  it("is not looked for where there is none", () =>
    withFolder((folder) =>
      withFront(join(folder, "server"), async (front) => {
        const url = front.url.replace("http:", "https:");
        const env = {
          ...front.environment,
          CLICKHOUSE_URL: url,
          DATA_DIR: join(folder, "client"),
        };
        const { status, stderr } = await runCommand(["runs"], { env });
        expect(status).to.equal(1);
        expect(stderr).to.match(/^touchline: [^\n]+\n$/);
        expect(stderr).to.contain(
          `ClickHouse at ${url} does not answer in TLS (`,
        );
        expect(stderr).to.contain(
          "): set CLICKHOUSE_URL to its https port, or to http",
        );
      }),
    ));
});
