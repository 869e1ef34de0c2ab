/** A value of /metrics with its name and labels. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads Prometheus's text format; throws if it is invalid. */
export function readMetrics(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", list = "", value = ""] =
        /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === "") throw new Error(`no sample: ${line}`);
      const pairs = [...list.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      const labels: Record<string, string> = {};
      for (const [, key = "", text = ""] of pairs) labels[key] = text;
      return { name, labels, value: Number(value) };
    });
}

/** The values of a metric with all these labels, added up. */
export function sumOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(
          ([key, text]) => sample.labels[key] === text,
        ),
    )
    .reduce((sum, { value }) => sum + value, 0);
}
