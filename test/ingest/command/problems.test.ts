import { expect } from "chai";
import {
  buildMatch,
  buildPing,
  OTHER_USER_ID,
  writeUsual,
} from "../../support/events/events.ts";
import {
  lendWorkspace,
  PING,
  REGISTRATION,
} from "../../support/command/lend-workspace.ts";

const pingOf = (event: object, data: Record<string, string> = {}) =>
  writeUsual(buildPing(data, { event_id: 9, ...event }));

const typeOf = (event_type: string) => pingOf({ event_type });

/** Two lines are accepted; the others have problems of five kinds. */
const LINES = [
  REGISTRATION,
  PING,
  pingOf({ event_timestamp: 1728494764123 }),
  ...["level_up", "level_up", "level_up", "purchase"].map(typeOf),
  "{'event_id': 7}",
  "",
  pingOf({}, { user_id: OTHER_USER_ID }),
  writeUsual(buildMatch({}, { event_id: 10 })),
  PING,
];

interface Example {
  readonly file: string;
  readonly line: number;
  readonly detail: string;
  readonly values: readonly object[];
}

describe("the problems of a run", () => {
  const workspace = lendWorkspace();
  let file: string;

  before(() => {
    file = workspace().write("events.jsonl", LINES.join("\n"));
  });

  const DETAILS: Record<string, Omit<Example, "file">> = {
    malformed_json: {
      line: 8,
      detail: `character 2 begins 'event_id': 7}: expected a key in double quotes or "}"; JSON needs double quotes`,
      values: [],
    },
    unknown_event_type: {
      line: 4,
      detail:
        'event_type is "level_up": expected registration, session_ping or match',
      values: [
        { value: '"level_up"', lines: 3 },
        { value: '"purchase"', lines: 1 },
      ],
    },
    invalid_timestamp: {
      line: 3,
      detail:
        "event_timestamp is 1728494764123: expected seconds from 1 to 4294967295; this looks like milliseconds",
      values: [],
    },
    duplicate_event: {
      line: 12,
      detail: "event_id is 2: an event with this id came before",
      values: [],
    },
    unregistered_user: {
      line: 10,
      detail: `user_id is "${OTHER_USER_ID}": this user has no valid registration`,
      values: [],
    },
  };

  it("stand at the end of a dry run, the most frequent first, with what to do", async () => {
    const { stderr } = await workspace().ingest(["--dry-run", file]);
    const [, problems] = stderr.split("first line of each:\n");
    const detailOf = (reason: string) => DETAILS[reason]?.detail;
    expect(
      problems?.replaceAll(/(?<=\S) {2,}/g, " | ").split("\n"),
    ).to.deep.equal([
      `  unknown_event_type | 4 | ${file}:4 | ${detailOf("unknown_event_type")}`,
      '      "level_up" 3, "purchase" 1',
      "      Leave other types of events out, or map them to one of these three.",
      `  unregistered_user | 2 | ${file}:10 | ${detailOf("unregistered_user")}`,
      "      Ingest the registrations of these users: the events count then, whatever the order.",
      `  malformed_json | 1 | ${file}:8 | ${detailOf("malformed_json")}`,
      "      Correct what writes these lines: each is one JSON object.",
      `  invalid_timestamp | 1 | ${file}:3 | ${detailOf("invalid_timestamp")}`,
      "      Convert times to Unix time in seconds.",
      `  duplicate_event | 1 | ${file}:12 | ${detailOf("duplicate_event")}`,
      "      Nothing, if these events were sent again; else give each an id of its own.",
      "",
    ]);
    expect(stderr).not.to.contain("as they were understood");
  });

  it("have the file, the line and the detail of their first line with --json", async () => {
    const { stdout } = await workspace().ingest(["--json", file]);
    const { examples } = JSON.parse(stdout) as { examples: object };
    expect(examples).to.deep.equal(
      Object.fromEntries(
        Object.entries(DETAILS).map(([reason, example]) => [
          reason,
          { file, ...example },
        ]),
      ),
    );
  });

  it("are in rejected_events, each line with its detail", async () => {
    const { stdout } = await workspace().sql([
      ...["--format", "JSONEachRow"],
      "SELECT toUInt32(line) AS line, reason, detail FROM rejected_events ORDER BY line",
    ]);
    const rows = stdout
      .split("\n")
      .slice(0, -1)
      .map((row) => JSON.parse(row) as Example & { reason: string });
    for (const [reason, { line, detail }] of Object.entries(DETAILS))
      expect(rows).to.deep.include({ line, reason, detail });
    expect(rows.map(({ line }) => line)).to.deep.equal([
      ...[3, 4, 5, 6, 7, 8, 10, 11, 12],
    ]);
    expect(rows.at(-2)?.detail).to.equal(
      `a player is "${OTHER_USER_ID}": this user has no valid registration`,
    );
  });

  it("count values that many shards share, and sum up those that are rare", async () => {
    const lines = Array.from({ length: 3000 }, (_, index) =>
      typeOf(index % 3 === 0 ? `type ${index}` : "level_up"),
    );
    const many = workspace().write("many.jsonl", lines.join("\n"));
    const args = ["--dry-run", "--json", "--workers", "2", many];
    const { stdout } = await workspace().ingest(args);
    const { examples } = JSON.parse(stdout) as {
      examples: Record<string, { values: { value: string; lines: number }[] }>;
    };
    const values = examples["unknown_event_type"]?.values ?? [];
    expect(values).to.have.length(11);
    expect(values[0]).to.deep.equal({ value: '"level_up"', lines: 2000 });
    expect(values.at(-1)).to.deep.equal({ value: "others", lines: 991 });
  });
});
