import { expect } from "chai";
import { judgeLine } from "./judge-line.ts";

const NOW = 1_728_518_400;
const USER = "52d65a1b-8012-934e-001b-19e6ba3cdc0e";
const OTHER = "c4bf11bf-f279-5235-0cb3-023072ce1456";

const registration = {
  event_id: "1",
  event_type: '"registration"',
  event_timestamp: `${NOW}`,
  event_data: { country: '"US"', user_id: `"${USER}"`, device_os: '"iOS"' },
};
const ping = {
  ...registration,
  event_type: '"session_ping"',
  event_data: { user_id: `"${USER}"`, type: '""' },
};
const match = {
  ...registration,
  event_type: '"match"',
  event_data: {
    match_id: '"290d5196-9123-11ef-b02f-bafd2d38177c"',
    home_user_id: `"${USER}"`,
    away_user_id: `"${OTHER}"`,
    home_goals_scored: "3",
    away_goals_scored: "0",
  },
};

/** JSON of an object whose members are JSON already, or such objects. */
function write(members: object): string {
  const pairs = Object.entries(members).map(
    ([key, value]: [string, string | object]) =>
      `"${key}": ${typeof value === "string" ? value : write(value)}`,
  );
  return `{${pairs.join(", ")}}`;
}

function verdict(line: string | Uint8Array, window = {}): string {
  const judged = judgeLine(Buffer.from(line), 0, {
    countries: new Map([["US", "America/New_York"]]),
    now: NOW,
    ...window,
  });
  return typeof judged === "string" ? judged : "accepted";
}

function without(members: object, name: string): object {
  return Object.fromEntries(
    Object.entries(members).filter(([key]) => key !== name),
  );
}

describe("judgeLine", () => {
  it("distinguishes blank lines from malformed ones", () => {
    for (const line of ["", " ", "\t", "\r", " \t\r"]) {
      expect(verdict(line)).to.equal("blank");
    }
    for (const line of ["\f", "\u00A0", "[]", "null", "{", "{}{}"]) {
      expect(verdict(line)).to.equal("malformed_json");
    }
    expect(verdict(`\uFEFF${write(ping)}`)).to.equal("malformed_json");
    const broken = Buffer.from(write(ping).replace("{", '{"é": 1, '), "latin1");
    expect(verdict(broken)).to.equal("malformed_json");
  });

  it("accepts a line of 16 MiB and no longer one", () => {
    const text = write(ping);
    const padded = text.padEnd(16 * 1024 * 1024, " ");
    expect(verdict(padded)).to.equal("accepted");
    expect(verdict(`${padded} `)).to.equal("malformed_json");
  });

  it("uses the last of a repeated key", () => {
    const text = write(ping);
    expect(verdict(text.replace("{", '{"event_id": "x", '))).to.equal(
      "accepted",
    );
    expect(verdict(text.replace(/\}$/, ', "event_id": "x"}'))).to.equal(
      "invalid_event_id",
    );
  });

  it("accepts dates from --from to --to, both inclusive", () => {
    const on = (from?: string, to?: string) =>
      verdict(write(ping), { from, to });
    expect(on("2024-10-10", "2024-10-10")).to.equal("accepted");
    expect(on("2024-10-11")).to.equal("outside_window");
    expect(on(undefined, "2024-10-09")).to.equal("outside_window");
  });

  const inEvent: [name: string, values: string[], verdict: string][] = [
    ["event_id", ["0", "-0", "3.0", "3e0", "9007199254740991"], "accepted"],
    [
      "event_id",
      ["-1", "1.5", '"3"', "null", "9007199254740992", "1e400"],
      "invalid_event_id",
    ],
    ["event_type", ['"Match"', "null", "1"], "unknown_event_type"],
    ["event_timestamp", ["1", `${NOW + 86_400}`], "accepted"],
    [
      "event_timestamp",
      ["0", "1.5", '"1"', `${NOW + 86_401}`, "4294967296"],
      "invalid_timestamp",
    ],
    ["event_data", ["[]", "null", '"{}"', "1"], "invalid_event_data"],
  ];
  for (const [name, values, expected] of inEvent) {
    it(`finds ${name} ${values.join(" ")} ${expected}`, () => {
      for (const value of values) {
        expect(verdict(write({ ...ping, [name]: value }))).to.equal(expected);
      }
    });
  }

  const inData: [event: object, name: string, values: string[], string][] = [
    [ping, "user_id", [`"${USER.toUpperCase()}"`], "accepted"],
    [
      ping,
      "user_id",
      [`"${USER} "`, `"${USER.replace("d", "g")}"`, "1"],
      "invalid_user_id",
    ],
    [ping, "type", ["null", '"session"', "0"], "invalid_session_type"],
    [ping, "type", ['"session_start"', '"session_end"'], "accepted"],
    [registration, "user_id", ["null"], "invalid_user_id"],
    [
      registration,
      "country",
      ['"us"', "null", '["US"]', '"constructor"'],
      "unknown_country",
    ],
    [registration, "device_os", ['"ios"', "null"], "invalid_device_os"],
    [match, "home_user_id", ["null"], "invalid_user_id"],
    [match, "away_user_id", ["null"], "invalid_user_id"],
    [match, "away_user_id", [`"${USER.toUpperCase()}"`], "same_player"],
    [match, "match_id", ["null", '"7"'], "invalid_match_id"],
    [match, "home_goals_scored", ["0", "99", "9.9e1"], "accepted"],
    [
      match,
      "home_goals_scored",
      ["null", "100", "-1", '"1"', "0.5"],
      "invalid_goals",
    ],
  ];
  for (const [event, name, values, expected] of inData) {
    it(`finds ${name} ${values.join(" ")} ${expected}`, () => {
      const { event_data } = event as typeof match;
      for (const value of values) {
        const data = { ...event_data, [name]: value };
        expect(verdict(write({ ...event, event_data: data }))).to.equal(
          expected,
        );
      }
    });
  }

  it("requires every field but the type of a ping", () => {
    const reasons = (event: { event_data: object }) => [
      ...Object.keys(event).map((name) => verdict(write(without(event, name)))),
      ...Object.keys(event.event_data).map((name) =>
        verdict(
          write({ ...event, event_data: without(event.event_data, name) }),
        ),
      ),
    ];
    const common = [
      "invalid_event_id",
      "unknown_event_type",
      "invalid_timestamp",
      "invalid_event_data",
    ];
    expect(reasons(ping)).to.deep.equal([
      ...common,
      "invalid_user_id",
      "accepted",
    ]);
    expect(reasons(registration)).to.deep.equal([
      ...common,
      "unknown_country",
      "invalid_user_id",
      "invalid_device_os",
    ]);
    expect(reasons(match)).to.deep.equal([
      ...common,
      "invalid_match_id",
      "invalid_user_id",
      "invalid_user_id",
      "invalid_goals",
      "invalid_goals",
    ]);
  });

  it("returns the first reason in the order of the rules", () => {
    const { event_data } = match;
    const wrong = write({
      ...match,
      event_data: {
        ...event_data,
        match_id: "0",
        away_user_id: event_data.home_user_id,
        away_goals_scored: "null",
      },
    });
    expect(verdict(wrong)).to.equal("invalid_match_id");
    expect(
      verdict(wrong.replace(/"match_id": 0/, `"match_id": "${USER}"`)),
    ).to.equal("same_player");
  });
});
