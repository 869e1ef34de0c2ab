import { expect } from "chai";
import fc from "fast-check";
import { findFault, findSource } from "../../../ingest/explain/json-text.ts";

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Few keys, so that paths lead to values and keys repeat. */
const KEYS = fc.constantFrom("a", "b", "\\u0061", "event_data", "");
const SPACE = fc.constantFrom("", " ", "\t\r\n");

/** JSON in any spelling, with keys that come twice. */
const { json: JSON_TEXT } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("true", "null", "-0.5e+2", '"\\ud83d\\n"', '""', "12"),
    fc
      .tuple(SPACE, fc.array(fc.tuple(tie("json"), SPACE), { maxLength: 3 }))
      .map(([space, values]) => `[${space}${values.flat().join(",")}]`)
      .filter(isJson),
    fc
      .array(fc.tuple(SPACE, KEYS, SPACE, tie("json"), SPACE), { maxLength: 4 })
      .map(
        (members) =>
          `{${members
            .map(([a, key, b, value, c]) => `${a}"${key}"${b}:${value}${c}`)
            .join(",")}}`,
      ),
  ),
}));

/** The same, with a few characters of it replaced, added or missing. */
const DAMAGED = fc
  .tuple(
    JSON_TEXT,
    fc.array(
      fc.tuple(
        fc.nat(200),
        fc.nat(2),
        fc.constantFrom("", ",", '"', "\\", "}", "[", "0", "'", "\u0007", "u"),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, removed, added]) => {
      const at = place % (edited.length + 1);
      return edited.slice(0, at) + added + edited.slice(at + removed);
    }, text),
  );

describe("findFault", () => {
  it("finds none in JSON, and one in all else, as JSON.parse does", () =>
    fc.assert(
      fc.property(DAMAGED, (text) => {
        const fault = findFault(text);
        expect(fault === undefined).to.equal(isJson(text));
        if (fault) expect(fault.at).to.be.within(0, text.length);
      }),
      { numRuns: 5000 },
    ));

  it("finds it where no other end makes JSON of the text", () =>
    fc.assert(
      fc.property(JSON_TEXT, DAMAGED, (text, end) => {
        const { at } = findFault(`${text}}`) ?? { at: -1 };
        expect(at).to.equal(text.length);
        const fault = findFault(end);
        if (fault) expect(isJson(end.slice(0, fault.at) + "x")).to.equal(false);
      }),
    ));
});

describe("findSource", () => {
  it("finds the value that JSON.parse returns", () =>
    fc.assert(
      fc.property(
        JSON_TEXT,
        fc.array(fc.constantFrom("a", "b", "event_data", ""), {
          minLength: 1,
          maxLength: 2,
        }),
        (text, path) => {
          const value = path.reduce<unknown>(
            (holder, key) =>
              typeof holder === "object" &&
              holder !== null &&
              !Array.isArray(holder) &&
              Object.hasOwn(holder, key)
                ? (holder as Record<string, unknown>)[key]
                : undefined,
            JSON.parse(text),
          );
          const source = findSource(text, path);
          expect(source === undefined).to.equal(value === undefined);
          if (source !== undefined)
            expect(JSON.parse(source)).to.deep.equal(value);
        },
      ),
      { numRuns: 2000 },
    ));
});
