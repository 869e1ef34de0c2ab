import { expect } from "chai";
import { EventRecord } from "../../../ingest/parse/event.ts";
import { createFastParser } from "../../../ingest/parse/fast.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  CONTEXT,
  USER_ID,
  writeUsual,
  type EventObject,
} from "../../support/events/events.ts";
import { createJudges } from "../../support/oracle/judges.ts";
import { sliceOf } from "../../support/events/slice.ts";

const { fast, plain } = createJudges(CONTEXT);

function takes(what: string, event: EventObject, tail = ""): void {
  it(`accepts ${what}`, () => {
    expect(fast(sliceOf(writeUsual(event) + tail))).to.deep.equal(event);
  });
}

/** Good lines that need the plain parser. */
function leaves(what: string, line: string): void {
  it(`leaves ${what} to the plain parser`, () => {
    expect(fast(sliceOf(line))).to.equal(undefined);
    expect(plain(sliceOf(line))).to.be.an("object");
  });
}

describe("createFastParser", () => {
  const ping = writeUsual(buildPing());

  takes("a registration", buildRegistration());
  takes("a ping", buildPing());
  takes("a ping of type empty", buildPing({ type: "" }));
  takes(
    "the start of a match",
    buildMatch({ home_goals_scored: null, away_goals_scored: null }),
  );
  takes("the end of a match", buildMatch());
  takes("two digits of goals", buildMatch({ away_goals_scored: 99 }));
  takes("a CR at the end", buildPing(), "\r");
  takes("the id 0", buildPing({}, { event_id: 0 }));
  takes("an id of 15 digits", buildPing({}, { event_id: 999_999_999_999_999 }));
  takes(
    "the first time of ten digits",
    buildPing({}, { event_timestamp: 1_000_000_000 }),
  );

  leaves("an id of 16 digits", ping.replace("19", "1000000000000000"));
  leaves("a time of nine digits", ping.replace(/\d{10}/, "999999999"));
  leaves("a space at the end", `${ping} `);
  leaves("two CRs at the end", `${ping}\r\r`);
  leaves("no spaces", JSON.stringify(buildPing()));
  leaves("an absent type", writeUsual(buildPing({ type: undefined })));
  leaves("an extra key", ping.replace("}}", ', "x": 1}}'));
  leaves("an escape", ping.replace("session_start", "session\\u005fstart"));
  leaves("a number with a fraction", ping.replace("19", "19.0"));

  it("stays within the line, whatever surrounds it", () => {
    const text = writeUsual(buildMatch());
    const bytes = Buffer.from(text + text);
    for (let end = 0; end < text.length; end++) {
      expect(fast({ bytes, start: 0, end }), `up to ${end}`).to.equal(
        undefined,
      );
    }
    const start = text.length;
    expect(fast({ bytes, start, end: bytes.length })).to.deep.equal(
      buildMatch(),
    );
    expect(fast({ bytes, start: start + 1, end: bytes.length })).to.equal(
      undefined,
    );
  });

  it("reads the given array, after another of the same bytes", () => {
    const parse = createFastParser(CONTEXT);
    const record = new EventRecord();
    const ids = [1, 2, 1].map((event_id) => {
      const line = Buffer.from(writeUsual(buildPing({}, { event_id })));
      expect(parse(line, 0, line.length, record)).to.equal(true);
      return record.eventId;
    });
    expect(ids).to.deep.equal([1, 2, 1]);
  });

  it("accepts times up to the last that 32 bits hold", () => {
    const late = createJudges({ ...CONTEXT, now: 2 ** 33 });
    const last = buildPing({}, { event_timestamp: 2 ** 32 - 1 });
    expect(late.fast(sliceOf(writeUsual(last)))).to.deep.equal(last);
    const after = buildPing({}, { event_timestamp: 2 ** 32 });
    expect(late.fast(sliceOf(writeUsual(after)))).to.equal(undefined);
  });

  it("accepts only digits in the id and in the time", () => {
    for (const neighbour of ["/", ":"]) {
      for (const number of ["19", "1728475200"]) {
        for (let at = 0; at < number.length; at++) {
          const wrong = number.slice(0, at) + neighbour + number.slice(at + 1);
          const line = ping.replace(`: ${number},`, `: ${wrong},`);
          expect(line).not.to.equal(ping);
          expect(fast(sliceOf(line)), line).to.equal(undefined);
        }
      }
    }
  });

  it("accepts only goals of one or two digits, or null twice", () => {
    const line = writeUsual(
      buildMatch({ home_goals_scored: 7, away_goals_scored: 8 }),
    );
    const wrong = ["", "00", "01", "100", "-1", "null", " 1", "1 ", "1."];
    // The neighbours of the digits, alone and in both places.
    wrong.push("/", ":", "1/", "1:", "/1", ":1");
    for (const goals of wrong) {
      for (const right of [": 7", ": 8"]) {
        const changed = line.replace(right, `: ${goals}`);
        expect(fast(sliceOf(changed)), changed).to.equal(undefined);
      }
    }
  });

  describe("countries", () => {
    const countries = [
      "U",
      "US",
      "USA",
      "Côte d'Ivoire",
      "DE",
      "DK",
      'a"b',
      "",
    ];
    const judges = createJudges({ ...CONTEXT, countries });

    for (const country of countries.slice(0, 6)) {
      it(`accepts ${country}`, () => {
        const event = buildRegistration({ country });
        expect(judges.fast(sliceOf(writeUsual(event)))).to.deep.equal(event);
      });
    }

    for (const country of ['a"b', "", "UK", "Côte d'Ivoir", "USAA", "E"]) {
      it(`leaves ${JSON.stringify(country)} to the plain parser`, () => {
        const event = buildRegistration({ country });
        expect(judges.fast(sliceOf(writeUsual(event)))).to.equal(undefined);
      });
    }

    it("leaves a name that is not valid JSON to the plain parser", () => {
      const line = writeUsual(buildRegistration({ country: "@" }));
      for (const country of ['a"b', "a\\nb", "\t", "\ud800"]) {
        const { fast } = createJudges({ ...CONTEXT, countries: [country] });
        const slice = sliceOf(line.replace("@", country));
        expect(fast(slice)).to.equal(undefined);
      }
    });
  });

  it("accepts only a UUID", () => {
    for (let at = 0; at < USER_ID.length; at++) {
      for (const wrong of ["g", "/", ":", "@", "G", "`", " ", "\0", "\x7f"]) {
        const user_id = USER_ID.slice(0, at) + wrong + USER_ID.slice(at + 1);
        const line = ping.replace(USER_ID, user_id);
        expect(fast(sliceOf(line)), line).to.equal(undefined);
      }
    }
  });

  it("accepts nothing if any byte of the layout is changed", () => {
    const events = [buildRegistration(), buildPing(), buildMatch()];
    for (const line of events.map((event) => Buffer.from(writeUsual(event)))) {
      for (let at = 0; at < line.length; at++) {
        const changed = Buffer.from(line);
        // Neither a digit nor a letter, so that no value remains one.
        changed[at] = 0x01;
        expect(fast(sliceOf(changed)), `byte ${at}`).to.equal(undefined);
      }
    }
  });
});
