import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import {
  lendWorkspace,
  type Workspace,
} from "../support/command/lend-workspace.ts";
import { withDatabase } from "../support/database/with-database.ts";
import { readDocument } from "./documents.ts";

/** The blocks of a section of the page, by their language. */
function blocksOf(title: string): { language: string; text: string }[] {
  const [, section = ""] = readDocument("docs/your-data.md").split(
    `\n## ${title}\n`,
  );
  const [own = ""] = section.split("\n## ");
  return [...own.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ([, language = "", text = ""]) => ({ language, text }),
  );
}

/** Ingests a file, of which each line must count, and returns what follows. */
async function ingest(workspace: Workspace, file: string) {
  const { stdout, stderr } = await workspace.ingest(["--json", file]);
  const { accepted, rejected } = JSON.parse(stdout) as Record<string, unknown>;
  expect({ accepted, rejected }, stderr).to.deep.equal({
    ...{ accepted: 10, rejected: {} },
  });
  const rows = await workspace.sql([
    `SELECT country, device, session_count, time_spent_in_game, total_points_home, total_points_away, total_duration
      FROM registration_data INNER JOIN session_data USING (user_id) INNER JOIN match_data USING (user_id, date)
      ORDER BY country FORMAT CSV`,
  ]);
  return rows.stdout.trim().split("\n");
}

/** The two players of all examples. */
const PLAYERS = ['"DE","iOS",1,120,0,0,100', '"US","Android",1,120,3,0,100'];

/** Skips tests where a program is not installed. */
function whereInstalled(program: string) {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return describe;
  } catch {
    return describe.skip;
  }
}

describe("docs/your-data.md", () => {
  for (const [title, program, file] of [
    ["A JSON log, with jq", "jq", "server.log"],
    ["A CSV export, with DuckDB", "duckdb", "export.csv"],
  ] as const)
    whereInstalled(program)(`has a statement for ${program}`, () => {
      const workspace = lendWorkspace();

      it("that makes events of its example", async () => {
        const [example, statement] = blocksOf(title);
        workspace().write(file, example?.text ?? "");
        execFileSync("sh", ["-c", statement?.text ?? ""], {
          cwd: workspace().folder,
        });
        const events = join(workspace().folder, "events.jsonl");
        expect(await ingest(workspace(), events)).to.deep.equal(PLAYERS);
      });
    });

  describe("has a statement for ClickHouse", () => {
    const workspace = lendWorkspace();

    it("that makes events of its example", async () => {
      const [example, statement] = blocksOf(
        "A warehouse table, with ClickHouse",
      );
      const here = (sql = "") => sql.replaceAll("analytics.events", "events");
      const events = await withDatabase(async (store) => {
        for (const sql of here(example?.text).split(/;\n/))
          if (sql.trim() !== "") await store.command({ name: "example", sql });
        const select = here(statement?.text).replace("FORMAT JSONEachRow", "");
        const made = await store.bytes(
          { name: "events", sql: select },
          "JSONEachRow",
        );
        await store.command({ name: "drop", sql: "DROP TABLE events SYNC" });
        return made;
      });
      const file = workspace().write("events.jsonl", events);
      expect(await ingest(workspace(), file)).to.deep.equal(PLAYERS);
    });
  });
});
