import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { load } from "js-yaml";
import { readConfig } from "../../common/settings/config.ts";
import { packageRoot } from "../../common/package-root.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../support/command/lend-workspace.ts";
import { namesIn, readDocument, rowsOf } from "../docs/documents.ts";
import { readMetrics, type Sample } from "../support/read-metrics.ts";
import { settingsToServe, startApiHere } from "../support/start-api.ts";

const read = (file: string) => readFileSync(join(packageRoot, file), "utf8");

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets: readonly {
      readonly expr: string;
      readonly legendFormat: string;
    }[];
  }[];
}

/** What Prometheus adds by itself. */
const OF_PROMETHEUS = ["instance", "job"];

/** Words of an expression that are not metrics. */
const METRIC = /\b(?:touchline|process|nodejs)_\w+/g;

/** The labels that an expression or a legend names. */
function labelsIn(text: string): string[] {
  const matched = [...text.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(
    ([, label]) => label as string,
  );
  const grouped = [...text.matchAll(/\bby \(([^)]*)\)/g)].flatMap(
    ([, list = ""]) => list.split(", "),
  );
  const shown = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(
    ([, label]) => label as string,
  );
  return [...matched, ...grouped, ...shown];
}

describe("deploy/", () => {
  const workspace = lendWorkspace();
  const { panels } = JSON.parse(
    read("deploy/grafana/touchline.json"),
  ) as Dashboard;
  let text: string;
  let samples: Sample[];

  before(async () => {
    const api = await startApiHere(await settingsToServe(workspace()));
    const lines = [REGISTRATION, PING, PING, "", "no JSON"];
    const file = workspace().write("events.jsonl", lines.join("\n"));
    await workspace().ingest([file]);
    await (await fetch(`${api.url}/api/daily`)).text();
    text = await (await fetch(`${api.url}/metrics`)).text();
    samples = readMetrics(text);
    await api.stop();
  });

  it("has a dashboard whose metrics and labels exist", () => {
    const expressions = panels.flatMap(({ targets }) => targets);
    expect(expressions).not.to.be.empty;
    for (const { expr, legendFormat } of expressions) {
      const names = expr.match(METRIC) ?? [];
      expect(names, expr).not.to.be.empty;
      for (const name of names) {
        const found = samples.filter((sample) => sample.name === name);
        expect(found, name).not.to.be.empty;
        const labels = found.flatMap(({ labels }) => Object.keys(labels));
        for (const label of labelsIn(`${expr} ${legendFormat}`))
          expect(
            [...labels, ...OF_PROMETHEUS],
            `${label} of ${name}`,
          ).to.include(label);
      }
    }
  });

  it("has each panel once, with a title", () => {
    for (const key of ["id", "title"] as const)
      expect(new Set(panels.map((panel) => panel[key]))).to.have.length(
        panels.length,
      );
  });

  it("has every metric of Touchline in the dashboard and in a document", () => {
    const declared = [...text.matchAll(/^# TYPE (touchline_\w+)/gm)].map(
      ([, name]) => name as string,
    );
    const shown = JSON.stringify(panels);
    for (const name of declared) expect(shown).to.contain(name);
    const documented = rowsOf(readDocument("docs/operations.md"), "metric")
      .flatMap(([metrics, labels]) =>
        namesIn(metrics).map((name) => [name, namesIn(labels)] as const),
      )
      .filter(([name]) => name.startsWith("touchline_"));
    expect(documented.map(([name]) => name)).to.have.members(declared);
    for (const [name, labels] of documented) {
      const found = samples
        .filter((sample) => sample.name.replace(/_bucket$/, "") === name)
        .flatMap((sample) => Object.keys(sample.labels));
      // The bounds of a histogram.
      const own = new Set(found.filter((label) => label !== "le"));
      expect([...own], name).to.have.members(labels);
    }
  });

  it("points Prometheus at Touchline's default address", () => {
    const { scrape_configs: jobs } = load(
      read("deploy/prometheus/prometheus.yml"),
    ) as {
      scrape_configs: {
        metrics_path: string;
        static_configs: { targets: string[] }[];
      }[];
    };
    const { HOST, PORT } = readConfig({});
    expect(jobs).to.have.length(1);
    expect(jobs[0]).to.deep.include({
      metrics_path: "/metrics",
      static_configs: [{ targets: [`${HOST}:${PORT}`] }],
    });
  });
});
