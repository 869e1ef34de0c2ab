import { isDeepStrictEqual } from "node:util";
import { Random } from "../../../generate/random.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import { REASONS } from "../../../common/reasons.ts";
import { withApi } from "../../api/lend-api.ts";
import { seasonLines } from "../../crash/laboratory/history.ts";
import type { Draw } from "../../support/events/draw.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { SEASON_COUNTRIES, SEASON_NOW } from "../../support/season/cast.ts";
import { withDatabase } from "../../support/database/with-database.ts";
import type { CaseOutcome } from "../try-cases.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Document } from "./document.ts";
import {
  drawRequest,
  type DrawnRequest,
  type KnownValues,
} from "./draw-request.ts";
import { watchStatements } from "./known-statements.ts";
import { send, type Answer } from "./send.ts";

const STREAM = 10;
const REQUESTS = 40;
const SEED_OF_SEASON = 1;

/** An API under test, and the facts about its database. */
export interface FuzzedApi {
  readonly origin: string;
  readonly document: Document;
  readonly known: Omit<KnownValues, "nexts" | "etags">;
  /** Its log, and the faults of its statements: both are expected to be empty. */
  readonly logged: string[];
}

/** Lends an API on a database with a dirty season in it. */
export function withFuzzedApi<T>(
  work: (api: FuzzedApi) => Promise<T>,
): Promise<T> {
  return withDatabase(async (store) => {
    const lines = seasonLines(SEED_OF_SEASON);
    const half = Math.floor(lines.length / 2);
    await ingestContents(store, [asFile(lines.slice(0, half))]);
    await ingestContents(store, [asFile(lines.slice(half))]);
    const known = await readKnown(store);
    const logged: string[] = [];
    const log = (text: string) => logged.push(text);
    const clock = () => SEASON_NOW * 1000;
    const options = { store: await watchStatements(store, log), clock, log };
    return withApi(options, async (origin) => {
      const response = await fetch(`${origin}/openapi.json`);
      const document = (await response.json()) as Document;
      return work({ origin, document, known, logged });
    });
  });
}

async function readKnown(store: Store): Promise<FuzzedApi["known"]> {
  const users = await store.rows<{ user: string }>({
    name: "users",
    sql: "SELECT DISTINCT toString(user_id) AS user FROM registration_data ORDER BY user LIMIT 50",
  });
  const dates = await store.rows<{ day: string }>({
    name: "dates",
    sql: "SELECT DISTINCT toString(date) AS day FROM session_data ORDER BY day",
  });
  return {
    users: users.map(({ user }) => user),
    dates: dates.map(({ day }) => day),
    countries: [...SEASON_COUNTRIES.keys()],
    reasons: REASONS,
  };
}

/** One case: this many requests, each sent twice, sometimes both at once. */
export async function fuzzApi(
  { origin, document, known, logged }: FuzzedApi,
  seed: number,
  number: number,
): Promise<CaseOutcome> {
  const random = new Random(seed + number * 2 ** 32, STREAM);
  const draw: Draw = (below) => random.below(below);
  const remembered = { ...known, nexts: [], etags: [] } as KnownValues;
  const counts = { requests: 0, answered: 0, "not changed": 0, refused: 0 };
  const mismatches: string[] = [];
  for (let left = REQUESTS; left > 0; left--) {
    const request = drawRequest(document, remembered, draw);
    const complain = (text: string) =>
      mismatches.push(`${describe(request)}: ${text}`);
    try {
      const [answer, again] = await sendTwice(origin, request, draw);
      counts.requests += 2;
      for (const problem of checkAnswer(document, request, answer))
        complain(problem);
      if (!isDeepStrictEqual(lasting(answer), lasting(again)))
        complain(
          `answered ${JSON.stringify(lasting(answer)).slice(0, 700)}, and then ${JSON.stringify(lasting(again)).slice(0, 700)}`,
        );
      if (answer.status === 304) counts["not changed"]++;
      else if (answer.status < 400) counts.answered++;
      else counts.refused++;
      remember(remembered, answer);
    } catch (error) {
      complain(`no answer: ${String(error)}`);
    }
    for (const text of logged.splice(0)) complain(`it logged ${text}`);
  }
  return { counts, mismatches };
}

async function sendTwice(
  origin: string,
  request: DrawnRequest,
  draw: Draw,
): Promise<readonly [Answer, Answer]> {
  if (draw(2) === 0)
    return Promise.all([send(origin, request), send(origin, request)]);
  return [await send(origin, request), await send(origin, request)];
}

/** The answer without the parts that depend on its time and connection. */
function lasting({ status, headers, body }: Answer) {
  const fleeting = ["date", "x-request-id"];
  const others = Object.entries(headers).filter(
    ([name]) => !fleeting.includes(name),
  );
  return { status, headers: Object.fromEntries(others), body };
}

function remember({ nexts, etags }: KnownValues, answer: Answer): void {
  const { etag, link = "" } = answer.headers;
  if (etag) etags.push(etag);
  const after = /[?&]after=([^&>]+)/.exec(String(link))?.[1];
  if (after) nexts.push(decodeURIComponent(after));
}

function describe({ method, path, headers }: DrawnRequest): string {
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)}`;
}
