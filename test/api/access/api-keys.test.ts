import { expect } from "chai";
import fc from "fast-check";
import {
  findApiKey,
  parseApiKeys,
  writeApiKey,
} from "../../../common/settings/api-keys.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { messageOf } from "../../../common/errors.ts";

const ANA = writeApiKey("ana", "read", "one");
const BO = writeApiKey("bo.2-x_", "operate", "two");

describe("API_KEYS", () => {
  it("holds names, scopes and hashes, with commas or lines between", () => {
    for (const text of [` ${ANA} ,\n${BO},`, `${ANA}\r\n${BO}\n`])
      expect(
        parseApiKeys(text)?.map(({ name, scope }) => [name, scope]),
      ).to.deep.equal([
        ["ana", "read"],
        ["bo.2-x_", "operate"],
      ]);
    const keys = parseApiKeys(`${ANA},${BO}`) ?? [];
    expect(findApiKey(keys, "one")?.name).to.equal("ana");
    expect(findApiKey(keys, "two")?.name).to.equal("bo.2-x_");
    expect(parseApiKeys("")).to.deep.equal([]);
  });

  it("does not contain the key itself", () => {
    const key = "tl_a-key-of-which-nothing-may-be-seen";
    expect(writeApiKey("ana", "read", key)).not.to.contain(key.slice(0, 6));
  });

  it("accepts only the keys themselves", () => {
    const keys = parseApiKeys(`${ANA},${BO}`) ?? [];
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(text !== "one" && text !== "two");
        expect(findApiKey(keys, text)).to.equal(undefined);
      }),
    );
    for (const { sha256 } of keys)
      expect(findApiKey(keys, sha256.toString("hex"))).to.equal(undefined);
  });

  const WRONG = {
    "a key that is not hashed": "tl_secret",
    "an unknown scope": ANA.replace(":read:", ":admin:"),
    "no scope": ANA.replace(":read:", ":"),
    "a name with a space": `a ${ANA}`,
    "a hash that is cut": ANA.slice(0, -1),
    "a hash in capitals": `ana:read:${"A".repeat(64)}`,
    "more behind it": `${ANA}:x`,
    "list of nothing": ",",
    blank: " \n",
    "one name twice": `${ANA},${writeApiKey("ana", "operate", "two")}`,
  };
  for (const [what, text] of Object.entries(WRONG))
    it(`rejects ${what}, and does not show it`, () => {
      try {
        readConfig({ API_KEYS: text, PORT: "x" });
        expect.fail("it was taken");
      } catch (error) {
        expect(messageOf(error)).to.equal(
          'API_KEYS is not a list of keys, each as npx touchline key prints it: NAME:SCOPE:SHA256, each name once; PORT="x" is not a port from 0 to 65535',
        );
      }
    });
});
