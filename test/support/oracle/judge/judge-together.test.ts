import { expect } from "chai";
import type { LineVerdict } from "../event.ts";
import {
  ANN,
  BOB,
  CAT,
  end,
  ping,
  register,
  runEvents,
  start,
  type TinyEvent,
} from "../run-events.ts";

/** Two users registered at second 100, then the events, with ids from 2 on. */
function verdictsAfterTwo(...events: TinyEvent[]): LineVerdict[] {
  const two = [register(ANN, 100), register(BOB, 100)];
  return runEvents([...two, ...events]).verdicts.slice(2);
}

describe("judgeTogether", () => {
  it("keeps the first of one event_id in the order of the input", () => {
    const state = runEvents(
      [register(ANN, 9), register(ANN, 5), ping(ANN, 7)],
      [1, 1, 2],
    );
    expect(state.verdicts).to.deep.equal([
      "accepted",
      "duplicate_event",
      "before_registration",
    ]);
    expect(state.held).to.deep.equal([
      { event_id: 2, reason: "before_registration" },
    ]);
  });

  it("keeps a user's first registration by time, then id", () => {
    const times = [20, 10, 10];
    const state = runEvents(
      times.map((time) => register(ANN, time)),
      [1, 3, 2],
    );
    expect(state.verdicts).to.deep.equal([
      "duplicate_registration",
      "duplicate_registration",
      "accepted",
    ]);
    expect(state.held.map((row) => row.event_id)).to.deep.equal([1, 3]);
  });

  it("rejects events of a user without a registration", () => {
    expect(
      verdictsAfterTwo(ping(CAT, 200), start(200, [ANN, CAT])),
    ).to.deep.equal(["unregistered_user", "unregistered_user"]);
  });

  it("rejects events strictly before a registration", () => {
    expect(
      verdictsAfterTwo(ping(ANN, 99), ping(ANN, 100), end(99), start(99)),
    ).to.deep.equal([
      "before_registration",
      "accepted",
      "before_registration",
      "before_registration",
    ]);
  });

  it("counts the earliest start and its earliest end", () => {
    expect(
      verdictsAfterTwo(end(301), end(300), end(300), start(200), start(200)),
    ).to.deep.equal([
      "match_conflict",
      "accepted",
      "match_conflict",
      "accepted",
      "match_conflict",
    ]);
  });

  it("rejects ends that name other players or are not later", () => {
    expect(
      verdictsAfterTwo(start(200), end(201, [BOB, ANN]), end(200), end(202)),
    ).to.deep.equal([
      "accepted",
      "match_conflict",
      "match_conflict",
      "accepted",
    ]);
  });

  it("leaves a start or ends without the other half unpaired", () => {
    expect(verdictsAfterTwo(start(200))).to.deep.equal(["match_unpaired"]);
    expect(verdictsAfterTwo(end(200), end(201))).to.deep.equal([
      "match_unpaired",
      "match_unpaired",
    ]);
    expect(verdictsAfterTwo(start(200), start(201), end(150))).to.deep.equal([
      "match_unpaired",
      "match_conflict",
      "match_conflict",
    ]);
  });

  it("ignores rejected events in later rules", () => {
    expect(
      verdictsAfterTwo(start(99), start(150, [ANN, CAT]), start(200), end(300)),
    ).to.deep.equal([
      "before_registration",
      "unregistered_user",
      "accepted",
      "accepted",
    ]);
  });
});
