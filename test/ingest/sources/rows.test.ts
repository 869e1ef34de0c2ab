import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { lendReader, parseLines } from "../../support/lend-reader.ts";

const HEADER =
  "event_id,event_type,event_timestamp,event_data.user_id,event_data.home_goals_scored";

describe("rows of text", () => {
  const reader = lendReader();

  /** The lines of a file of this content. */
  async function linesOf(name: string, content: string): Promise<string[]> {
    const path = join(reader().folder, name);
    writeFileSync(path, content);
    return (await reader().read(path)).split("\n").slice(0, -1);
  }

  it("writes numbers only where the rules expect them", async () => {
    const content = `${HEADER}\n1,match,17,22,0\n"2",x,1.5e3,true,01\n003,x, 7 ,"a,b",-1\n`;
    expect(await linesOf("numbers.csv", content)).to.deep.equal([
      '{"event_id": 1, "event_type": "match", "event_timestamp": 17, "event_data": {"user_id": "22", "home_goals_scored": 0}}',
      '{"event_id": 2, "event_type": "x", "event_timestamp": 1.5e3, "event_data": {"user_id": "true", "home_goals_scored": "01"}}',
      '{"event_id": "003", "event_type": "x", "event_timestamp": 7, "event_data": {"user_id": "a,b", "home_goals_scored": -1}}',
    ]);
  });

  it("leaves out what is empty, but for the goals of a match", async () => {
    const content = `${HEADER}\n1,match,17,,\n2,session_ping,"",\\N,\n,,,,\n`;
    expect(await linesOf("empty.csv", content)).to.deep.equal([
      '{"event_id": 1, "event_type": "match", "event_timestamp": 17, "event_data": {"home_goals_scored": null}}',
      '{"event_id": 2, "event_type": "session_ping", "event_data": {}}',
      '{"event_data": {}}',
    ]);
  });

  it("makes rows with too few or too many fields lines that are not JSON, each in its place", async () => {
    const content = `${HEADER}\n1,a\n\n2,a,3,4,5,6,7\n"{""a"":1}"\n3,a,4,5,6\n`;
    expect(await linesOf("ragged.csv", content)).to.deep.equal([
      "1,a (fewer fields than the header)",
      "",
      "2,a,3,4,5,6 (more fields than the header)",
      '{"a":1} (fewer fields than the header)',
      '{"event_id": 3, "event_type": "a", "event_timestamp": 4, "event_data": {"user_id": "5", "home_goals_scored": 6}}',
    ]);
  });

  for (const [name, separator] of [
    ["text.csv", ","],
    ["text.tsv", "\t"],
  ] as const)
    it(`reads a byte order mark, CRLF, quotes and JSON in ${name}`, async () => {
      const row = (...fields: string[]) => `${fields.join(separator)}\r\n`;
      const content = `\uFEFF${row('"event_id"', "event_type", "event_timestamp", '"event_data"')}${row("1", '"a ""b"""', "2", '"{""type"": ""x""}"')}${row("2", "", "3", '"not JSON"')}`;
      expect(
        parseLines((await linesOf(name, content)).join("\n")),
      ).to.deep.equal([
        {
          ...{ event_id: 1, event_type: 'a "b"', event_timestamp: 2 },
          event_data: { type: "x" },
        },
        { event_id: 2, event_timestamp: 3, event_data: "not JSON" },
      ]);
    });

  it("writes JSON that has several lines on one", async () => {
    const content =
      'event_id,event_type,event_timestamp,event_data\n1,a,2,"{\n  ""type"":\n ""x""\n}"\n';
    expect(await linesOf("pretty.csv", content)).to.deep.equal([
      '{"event_id": 1, "event_type": "a", "event_timestamp": 2, "event_data": {   "type":  "x" }}',
    ]);
  });

  it("keeps fields that it does not know, and drops other columns", async () => {
    const content =
      "event_data.userId,server,event_id,event_type,event_timestamp\nu,s,1,a,2\n";
    expect(await linesOf("unknown.csv", content)).to.deep.equal([
      '{"event_id": 1, "event_type": "a", "event_timestamp": 2, "event_data": {"userId": "u"}}',
    ]);
  });

  it("has no lines for an empty file or one with a header alone", async () => {
    expect(await linesOf("nothing.csv", "")).to.deep.equal([]);
    expect(await linesOf("header.csv", `${HEADER}\n`)).to.deep.equal([]);
  });

  it("names the columns that a file lacks", async () => {
    const failure = await linesOf(
      "other.csv",
      "event_id;event_type\n1;a\n",
    ).catch((error: unknown) => String(error));
    expect(failure).to.match(
      /other\.csv lacks the columns event_id, event_type, event_timestamp, event_data: it has event_id;event_type\. Rename its columns, or export the events as JSON Lines$/,
    );
  });

  it("takes what follows a quote that is never closed for one field", async () => {
    const content = `${HEADER}\n1,a,2,"b,3\n2,a,4,c,5\n`;
    expect(await linesOf("quote.csv", content)).to.deep.equal([
      "1,a,2,b,3 2,a,4,c,5  (fewer fields than the header)",
    ]);
  });
});
