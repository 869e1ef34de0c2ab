import { expect } from "chai";
import { EventRecord } from "../../../../ingest/parse/event.ts";
import { parsePlain } from "../../../../ingest/parse/plain.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  CONTEXT,
  MATCH_ID,
  OTHER_USER_ID,
  USER_ID,
  writeUsual,
} from "../../../support/events/events.ts";
import { createJudges } from "../../../support/oracle/judges.ts";
import { judge, PING } from "./judge.ts";

describe("parsePlain", () => {
  describe("an accepted event", () => {
    it("fills the record with the words that ClickHouse stores", () => {
      const line = Buffer.from(
        writeUsual(
          buildMatch({
            match_id: "00112233-4455-6677-8899-aabbccddeeff",
            home_user_id: "ffffffff-0000-0000-0000-000000000001",
            away_user_id: "00000000-0000-0000-8000-000000000000",
          }),
        ),
      );
      const record = new EventRecord();
      parsePlain(line, 0, line.length, CONTEXT, record);
      expect([...record.uuids]).to.deep.equal([
        ...[0x00000000, 0xffffffff, 0x00000001, 0x00000000],
        ...[0x00000000, 0x00000000, 0x00000000, 0x80000000],
        ...[0x44556677, 0x00112233, 0xccddeeff, 0x8899aabb],
      ]);
    });

    for (const country of CONTEXT.countries) {
      it(`is a registration from ${country}`, () => {
        const event = buildRegistration({ country });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    for (const device of ["iOS", "Android", "Web"]) {
      it(`is a registration on ${device}`, () => {
        const event = buildRegistration({ device_os: device });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    for (const type of ["", "session_start", "session_end"]) {
      it(`is a ping of type "${type}"`, () => {
        const event = buildPing({ type });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    it("is a ping without a type, which counts as empty", () => {
      expect(judge(buildPing({ type: undefined }))).to.deep.equal(
        buildPing({ type: "" }),
      );
    });

    for (const [home, away] of [
      [null, null],
      [0, 0],
      [99, 1],
      [10, 99],
    ]) {
      it(`is a match with goals ${home} and ${away}`, () => {
        const event = buildMatch({
          home_goals_scored: home,
          away_goals_scored: away,
        });
        expect(judge(event)).to.deep.equal(event);
      });
    }

    it("has the same ids in upper case as in lower case", () => {
      const event = buildMatch({
        match_id: MATCH_ID.toUpperCase(),
        home_user_id: USER_ID.toUpperCase(),
        away_user_id: OTHER_USER_ID.toUpperCase(),
      });
      expect(judge(event)).to.deep.equal(buildMatch());
    });

    it("is read only from its place in the array", () => {
      const bytes = Buffer.from(`{"x": ${PING}}}`);
      const slice = { bytes, start: 6, end: bytes.length - 2 };
      expect(createJudges(CONTEXT).plain(slice)).to.deep.equal(buildPing());
    });
  });
});
