import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { COMMANDS } from "../../cli/commands.ts";
import { packageRoot } from "../../common/package-root.ts";
import {
  codeSpansOf,
  DOCUMENTS,
  readDocument,
  shellLinesOf,
} from "./documents.ts";

/** Generated files, not part of the repository. */
const MADE = /^(node_modules|dist|coverage|data|\.git)$/;

/** Every file and folder of the repository; folders end with a slash. */
function listPaths(folder = ""): string[] {
  return readdirSync(join(packageRoot, folder), { withFileTypes: true })
    .filter((entry) => !MADE.test(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [`${path}/`, ...listPaths(path)] : [path];
    });
}

/** The part of an address that links to a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

/** Every command line that a document tells users or maintainers to type. */
const typedIn = (text: string): string[] => [
  ...shellLinesOf(text),
  ...codeSpansOf(text),
];

/** A command of Touchline with its arguments. */
const COMMAND = /\btouchline (?=([a-z]+)\b([^|;&>]*))/g;

/** A file of the source, or a folder. */
const SOURCE = /^[\w.-]+(\/[\w.-]+)*(\w\.(c?ts|mjs|sql|py|yml|md)|\/)$/;

describe("the documents", () => {
  const paths = listPaths();
  const { scripts } = JSON.parse(
    readFileSync(join(packageRoot, "package.json"), "utf8"),
  ) as { scripts: Record<string, string> };
  const usages = new Map<string, string>();

  before(async () => {
    for (const [name, load] of COMMANDS) usages.set(name, (await load()).usage);
  });

  for (const document of DOCUMENTS) {
    const text = readDocument(document);

    it(`links to existing files and headings: ${document}`, () => {
      for (const [, link = ""] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
        const [path = "", anchor] = link.split("#");
        const file = path === "" ? document : join(dirname(document), path);
        expect(existsSync(join(packageRoot, file)), link).to.equal(true);
        if (anchor === undefined) continue;
        const headings = readDocument(file).matchAll(/^#+ (.*)$/gm);
        expect(
          [...headings].map(([, heading = ""]) => anchorOf(heading)),
        ).to.include(anchor);
      }
    });

    it(`names existing files and folders: ${document}`, () => {
      const named = codeSpansOf(text).filter(
        (code) => SOURCE.test(code) && !MADE.test(code.replace(/\/$/, "")),
      );
      for (const name of named) {
        const found = paths.some(
          (path) => path === name || path.endsWith(`/${name}`),
        );
        expect(found, name).to.equal(true);
      }
    });

    it(`names existing scripts: ${document}`, () => {
      for (const typed of typedIn(text))
        for (const [, name] of typed.matchAll(/\bnpm run ([\w:]+)/g))
          expect(scripts, typed).to.have.property(name ?? "");
    });

    it(`names existing commands and options: ${document}`, () => {
      for (const typed of typedIn(text))
        for (const [, name = "", behind = ""] of typed.matchAll(COMMAND)) {
          if (name === "touchline") continue;
          const usage = usages.get(name);
          expect(usage, typed).not.to.equal(undefined);
          for (const [option] of behind.matchAll(/--[a-z-]+/g))
            expect(usage, typed).to.contain(`  ${option} `);
        }
    });
  }
});
