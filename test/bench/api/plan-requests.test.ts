import { expect } from "chai";
import { planRequests } from "../../../bench/api/plan-requests.ts";

const users = Array.from({ length: 300 }, (_, at) => `user-${at}`);
const days = Array.from(
  { length: 28 },
  (_, at) => `2024-10-${String(at + 1).padStart(2, "0")}`,
);
const places = users.map((user, at) => `${at % 7}_${user}`);
const facts = { users, places, countries: ["DE", "JP"], days };

describe("planRequests", () => {
  const plans = planRequests(facts, 1);

  it("plans no request twice, neither to warm up nor to measure", () => {
    for (const { name, warmUp, paths } of plans) {
      const all = [...warmUp, ...paths];
      expect(paths, name).not.to.be.empty;
      expect(new Set(all).size, name).to.equal(all.length);
    }
  });

  it("asks each endpoint of players about each player once", () => {
    const ofPlayers = plans.filter(({ about }) => about === "player");
    expect(ofPlayers).to.have.length(5);
    for (const { name, warmUp, paths } of ofPlayers) {
      const asked = [...warmUp, ...paths].map(
        (path) => /user-\d+/.exec(path.replace("user-stats", ""))?.[0],
      );
      expect(new Set(asked).size, name).to.equal(users.length);
    }
  });

  it("asks for charts of a week or more, of all countries and of each", () => {
    const { warmUp, paths } = plans.find(({ name }) => name === "daily")!;
    const asked = [...warmUp, ...paths].map(
      (path) => new URL(path, "http://localhost").searchParams,
    );
    for (const country of [null, "DE", "JP"])
      expect(asked.some((query) => query.get("country") === country)).to.equal(
        true,
      );
    for (const query of asked) {
      const [from, to] = ["from", "to"].map((name) =>
        days.indexOf(query.get(name) ?? ""),
      ) as [number, number];
      expect(to - from + 1).to.be.at.least(7);
    }
  });

  it("plans the same for the same seed only", () => {
    expect(planRequests(facts, 1)).to.deep.equal(plans);
    expect(planRequests(facts, 2)).not.to.deep.equal(plans);
  });
});
