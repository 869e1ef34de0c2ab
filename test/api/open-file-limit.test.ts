import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { packageRoot } from "../../common/package-root.ts";

describe("openFileLimit", () => {
  it("returns the limit of the process", () => {
    const script =
      'import { openFileLimit } from "./dist/api/http-server.js"; console.log(openFileLimit())';
    const { stdout } = spawnSync(
      "sh",
      [
        ...["-c", 'ulimit -n 123 && exec "$0" "$@"', process.execPath],
        ...["--input-type=module", "--eval", script],
      ],
      { cwd: packageRoot, encoding: "utf8" },
    );
    expect(stdout).to.equal("123\n");
  });
});
