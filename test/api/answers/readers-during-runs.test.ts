import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Random } from "../../../generate/random.ts";
import { seasonLines } from "../../crash/laboratory/history.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { runOracle, type OracleState } from "../../support/oracle/oracle.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import { lendApi } from "../lend-api.ts";

const RUNS = Number(process.env["CONCURRENT_RUNS"] ?? 4);
const READERS = 4;
const USERS = 16;
const TODAY = "2024-10-09";

interface Question {
  readonly path: string;
  readonly ask: (state: OracleState) => object | undefined;
}

interface Reading {
  readonly question: Question;
  /** Runs that had ended before the request. */
  readonly ended: number;
  /** Runs that had begun when the answer arrived. */
  readonly begun: number;
  readonly status: number;
  readonly text: string;
}

/** A season cut into runs; some events come a run or two early or late. */
function cutSeason(): Buffer[][] {
  const random = new Random(1, 6);
  const lines = seasonLines(1);
  const runs = Array.from({ length: RUNS }, (): Buffer[] => []);
  lines.forEach((line, index) => {
    const shift = random.below(4) === 0 ? random.below(5) - 2 : 0;
    const run = Math.floor((index * RUNS) / lines.length) + shift;
    runs[Math.min(RUNS - 1, Math.max(0, run))]?.push(line);
  });
  return runs;
}

function listQuestions(last: OracleState): Question[] {
  const random = new Random(1, 7);
  const users = last.registrationData.map(({ user_id }) => user_id);
  const dates = [...new Set(last.sessionData.map(({ date }) => date))];
  const ofUsers = Array.from({ length: USERS }, () => random.pick(users));
  return [undefined, ...dates].flatMap((date) => [
    {
      path: `/api/game-stats${date ? `?date=${date}` : ""}`,
      ask: (state) => state.gameStats(date),
    },
    ...ofUsers.map((user): Question => ({
      path: `/api/user-stats?user_id=${user}${date ? `&date=${date}` : ""}`,
      ask: (state) => state.userStats(user, date, TODAY),
    })),
  ]);
}

describe("the API while runs are published", function () {
  this.timeout(180_000);
  const api = lendApi();

  it("answers for a prefix of the runs, never an older one than before", async () => {
    const runs = cutSeason();
    const states = Array.from({ length: RUNS + 1 }, (_, prefix) =>
      runOracle(runs.slice(0, prefix).flat(), {
        countries: SEASON_COUNTRIES,
        now: SEASON_NOW,
      }),
    );
    const questions = listQuestions(states[RUNS] as OracleState);
    const answers = new Map(
      questions.map(({ path, ask }) => [
        path,
        states.map((state) => JSON.stringify(ask(state))),
      ]),
    );
    expect(new Set(answers.get("/api/game-stats")).size).to.equal(RUNS + 1);

    api.now = `${TODAY}T12:00:00Z`;
    let begun = 0;
    let ended = 0;
    const readings: Reading[] = [];
    const readers = Array.from({ length: READERS }, async (_, reader) => {
      const random = new Random(reader, 8);
      while (ended < RUNS) {
        // Every other reader requests what each run changes.
        const [game] = questions as [Question];
        const question = reader % 2 ? random.pick(questions) : game;
        const before = ended;
        const { status, text } = await api.request(question.path);
        readings.push({ question, ended: before, begun, status, text });
        await sleep(random.below(40));
      }
    });
    for (const lines of runs) {
      begun++;
      await ingestContents(api.store, [asFile(lines)]);
      ended++;
      await sleep(20);
    }
    await Promise.all(readers);

    const seen = new Set<number>();
    for (const { question, ended, begun, status, text } of readings) {
      const all = answers.get(question.path) ?? [];
      const possible = all.slice(ended, begun + 1);
      if (status === 404) expect(possible).to.include(undefined);
      else expect(possible, question.path).to.include(text);
      if (question.path === "/api/game-stats") seen.add(all.indexOf(text));
    }
    expect(seen.size).to.be.greaterThan(RUNS / 2);
    expect(api.logged).to.deep.equal([]);
  });
});
