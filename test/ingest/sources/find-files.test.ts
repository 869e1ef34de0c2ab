import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { pathMatcher } from "../../../ingest/sources/find/pattern.ts";
import { lendReader, type Reader } from "../../support/lend-reader.ts";

const FILES = [
  "logs/2026-01/events-1.jsonl",
  "logs/2026-01/events-2.jsonl",
  "logs/2026-02/events-1.jsonl",
  "logs/2026-02/deep/er/x.jsonl",
  "logs/.hidden/events-1.jsonl",
  "logs/2026-01/.events-1.jsonl",
  "logs/a.jsonl",
  "[a]*.jsonl",
];

/** Writes the files, and links to one of them and to a folder. */
function writeFiles(reader: Reader): void {
  for (const name of FILES) {
    const path = join(reader.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${name}\n`);
  }
  mkdirSync(join(reader.folder, "logs/none/.git"), { recursive: true });
  symlinkSync("a.jsonl", join(reader.folder, "logs/link.jsonl"));
  symlinkSync(".", join(reader.folder, "logs/circle"));
}

const CASES: Record<string, readonly string[]> = {
  logs: [
    ...["logs/2026-01/events-1.jsonl", "logs/2026-01/events-2.jsonl"],
    ...["logs/2026-02/deep/er/x.jsonl", "logs/2026-02/events-1.jsonl"],
    ...["logs/a.jsonl", "logs/link.jsonl"],
  ],
  "logs/2026-02/": [
    ...["logs/2026-02/deep/er/x.jsonl", "logs/2026-02/events-1.jsonl"],
  ],
  "logs/2026-*/events-1.jsonl": [
    ...["logs/2026-01/events-1.jsonl", "logs/2026-02/events-1.jsonl"],
  ],
  "logs/2026-0[2-9]/*": ["logs/2026-02/events-1.jsonl"],
  "logs/2026-0[!2]/*-?.jsonl": [
    ...["logs/2026-01/events-1.jsonl", "logs/2026-01/events-2.jsonl"],
  ],
  "logs/**/x.jsonl": ["logs/2026-02/deep/er/x.jsonl"],
  "logs/2026-02/**": [
    ...["logs/2026-02/deep/er/x.jsonl", "logs/2026-02/events-1.jsonl"],
  ],
  "logs/{2026-02,2026-01}/events-{1,2}.jsonl": [
    ...["logs/2026-01/events-1.jsonl", "logs/2026-01/events-2.jsonl"],
    "logs/2026-02/events-1.jsonl",
  ],
  "logs/.hidden/*": ["logs/.hidden/events-1.jsonl"],
  "logs/2026-01/.*": ["logs/2026-01/.events-1.jsonl"],
  "[a]*.jsonl": ["[a]*.jsonl"],
  "./logs/*.jsonl": ["logs/a.jsonl", "logs/link.jsonl"],
};

describe("the names of files", () => {
  const reader = lendReader();

  before(() => {
    writeFiles(reader());
  });

  for (const [name, files] of Object.entries(CASES))
    it(`finds ${files.length} for ${name}`, async () => {
      expect(await reader().find(name)).to.deep.equal(files);
    });

  for (const [name, message] of [
    [
      "logs/none",
      "the folder logs/none has no files (hidden ones do not count): name one with event files",
    ],
    [
      "logs/*.csv",
      "no file matches logs/*.csv: check the pattern (* and ? match within a name, ** any folders)",
    ],
    [
      "nothing/*",
      "no file matches nothing/*: check the pattern (* and ? match within a name, ** any folders)",
    ],
  ] as const)
    it(`reports that nothing is found for ${name}`, async () => {
      const failure = await reader()
        .find(name)
        .catch((error: unknown) => (error as Error).message);
      expect(failure).to.equal(message);
    });

  it("matches paths of stores in the same way", () => {
    for (const [pattern, files] of Object.entries(CASES)) {
      if (!/[*?]/.test(pattern) || /^\.|\[a\]/.test(pattern)) continue;
      const matcher = pathMatcher(pattern);
      for (const file of files) expect(file).to.match(matcher);
    }
    expect("logs/2026-01/x/events-1.jsonl").not.to.match(
      pathMatcher("logs/2026-*/events-*"),
    );
  });
});
