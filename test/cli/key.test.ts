import { expect } from "chai";
import { findApiKey, parseApiKeys } from "../../common/settings/api-keys.ts";
import { failure, runHere } from "../support/command/command.ts";

const HELP = "(npx touchline key --help lists the options)";

describe("the key command", () => {
  it("creates a new key each time, which API_KEYS accepts by its hash", async () => {
    const made = await Promise.all(
      [1, 2].map(() => runHere(["key", "--scope", "operate", "ana"])),
    );
    const keys = made.map(({ status, stdout, stderr }) => {
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
      const [key = "", entry = ""] = stdout
        .split("\n")
        .filter((line) => line.startsWith("  "))
        .map((line) => line.trim());
      expect(key).to.match(/^tl_[\w-]{43}$/);
      expect(stdout.split(key)).to.have.length(2);
      const found = findApiKey(parseApiKeys(entry) ?? [], key);
      expect(found).to.include({ name: "ana", scope: "operate" });
      return key;
    });
    expect(keys[0]).not.to.equal(keys[1]);
  });

  it("prints one object with --json", async () => {
    const { stdout } = await runHere(["key", "--json", "bo"]);
    const { key, entry, ...rest } = JSON.parse(stdout) as Record<
      string,
      string
    >;
    expect(rest).to.deep.equal({ name: "bo", scope: "read" });
    expect(entry).to.match(/^bo:read:[0-9a-f]{64}$/);
    const keys = parseApiKeys(entry ?? "") ?? [];
    expect(findApiKey(keys, key ?? "")?.name).to.equal("bo");
  });

  it("prints lines for a file of keys with --entry", async () => {
    const made = await Promise.all(
      ["ana", "bo"].map((name) => runHere(["key", "--entry", name])),
    );
    const file = made.map(({ stdout }) => stdout).join("");
    expect(file).to.match(/^ana:read:[0-9a-f]{64}\nbo:read:[0-9a-f]{64}\n$/);
    const keys = parseApiKeys(file) ?? [];
    for (const [at, name] of ["ana", "bo"].entries()) {
      const { stderr = "" } = made[at] ?? {};
      const message = `The key of ${name}, which is shown this once: `;
      expect(stderr.startsWith(message)).to.equal(true);
      const key = stderr.slice(message.length).trim();
      expect(findApiKey(keys, key)?.name).to.equal(name);
    }
  });

  const WRONG: Record<string, string> = {
    "": "name one key",
    "a b": "name one key",
    "a:b":
      '"a:b" cannot be the name of a key: take up to 40 letters, digits, _, . and -',
    "--entry --json a": "give --entry or --json, not both",
    "--scope admin a": "--scope admin is not read or operate",
  };
  for (const [args, message] of Object.entries(WRONG))
    it(`rejects ${JSON.stringify(args)}`, async () => {
      const given = args.split(" ").filter((arg) => arg !== "");
      expect(await runHere(["key", ...given])).to.deep.equal(
        failure(2, `${message} ${HELP}`),
      );
    });
});
