import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { format } from "prettier";
import { ENDPOINTS } from "../../api/endpoints.ts";
import { describeApi } from "../../api/endpoint/openapi.ts";
import { packageRoot } from "../../common/package-root.ts";
import { writeTypes } from "./write-types.ts";

const FILE = join(packageRoot, "client/endpoints.ts");

describe("the types of the client", () => {
  it("match the API: after a change to a schema, run npm run client", async () => {
    const { paths } = describeApi(ENDPOINTS);
    const types = await format(writeTypes(paths), { parser: "typescript" });
    if (process.env["WRITE_CLIENT"]) writeFileSync(FILE, types);
    expect(readFileSync(FILE, "utf8")).to.equal(types);
  });
});
