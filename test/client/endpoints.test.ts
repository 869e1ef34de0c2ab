import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { format } from "prettier";
import { ENDPOINTS } from "../../api/endpoints.ts";
import { describeApi } from "../../api/endpoint/openapi.ts";
import { packageRoot } from "../../common/package-root.ts";
import { writeTypes } from "./write-types.ts";

const FILE = join(packageRoot, "client/endpoints.ts");

const DOCUMENT = join(packageRoot, "docs/api.md");

/** The table of endpoints in docs/api.md. */
function writeTable(): string {
  const list = (names: string[]) => names.map((one) => `\`${one}\``).join(", ");
  const rows = ENDPOINTS.map(({ schema: { path, parameters, summary } }) => [
    list([path]),
    list(
      Object.keys(parameters.properties).filter(
        (name) => !path.includes(`{${name}}`),
      ),
    ),
    summary,
  ]);
  return [["path", "parameters", "returns"], ["-", "-", "-"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}

describe("the table in docs/api.md", () => {
  it("is that of the API: after a change to a schema, npm run client writes it", async () => {
    const document = readFileSync(DOCUMENT, "utf8");
    const [found = ""] = /^\| path [^]*?\n(?=\n)/m.exec(document) ?? [];
    const table = await format(writeTable(), { parser: "markdown" });
    if (process.env["WRITE_CLIENT"])
      writeFileSync(
        DOCUMENT,
        document.replace(found, () => table),
      );
    expect(readFileSync(DOCUMENT, "utf8")).to.include(table);
  });
});

describe("the types of the client", () => {
  it("match the API: after a change to a schema, run npm run client", async () => {
    const { paths } = describeApi(ENDPOINTS);
    const types = await format(writeTypes(paths), { parser: "typescript" });
    if (process.env["WRITE_CLIENT"]) writeFileSync(FILE, types);
    expect(readFileSync(FILE, "utf8")).to.equal(types);
  });
});
