import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { choosePaths } from "./choose-paths.ts";

/** What is offered to an API. */
export interface OfferOptions {
  readonly origin: string;
  /** A file of user ids, a line each. */
  readonly users: string;
  readonly days: readonly string[];
  readonly seconds: number;
  readonly seed: number;
  /** Requests a second, whether answered or not; 0 is as fast as answered. */
  readonly rate: number;
}

/** What came of it. Milliseconds count from when a request was due. */
export interface OfferResult {
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly offered: number;
  readonly served: number;
  /** 503 with Retry-After. */
  readonly refused: number;
  /** Any other answer, or none. */
  readonly failed: number;
  readonly servedP50: number;
  readonly servedP99: number;
  readonly refusedP99: number;
}

/** How many are under way where each waits for the one before. */
const CALLERS = 64;

/** Fewer than what an API takes from one machine; beyond, requests wait here. */
const MOST_CONNECTIONS = 900;

const TICK_MILLISECONDS = 5;

const options = JSON.parse(process.argv[2] ?? "") as OfferOptions;
const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
const served: number[] = [];
const refused: number[] = [];
let failed = 0;
let offered = 0;

const users = readFileSync(options.users, "utf8").trim().split("\n");
const nextPath = choosePaths(users, options.days, options.seed);
const begun = performance.now();
const end = begun + options.seconds * 1000;
if (options.rate === 0)
  await Promise.all(Array.from({ length: CALLERS }, callUntilEnd));
else await offer(options.rate);
const taken = (performance.now() - begun) / 1000;
agent.destroy();
const result: OfferResult = {
  seconds: taken,
  offered,
  served: served.length,
  refused: refused.length,
  failed,
  servedP50: quantile(served, 0.5),
  servedP99: quantile(served, 0.99),
  refusedP99: quantile(refused, 0.99),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

async function callUntilEnd(): Promise<void> {
  while (performance.now() < end) await request(performance.now());
}

/** Sends at a steady rate, however many answers are missing. */
async function offer(rate: number): Promise<void> {
  const underWay: Promise<void>[] = [];
  const count = Math.round(rate * options.seconds);
  while (underWay.length < count) {
    const due = Math.floor(((performance.now() - begun) / 1000) * rate);
    while (underWay.length < Math.min(due, count))
      underWay.push(request(begun + (underWay.length / rate) * 1000));
    await sleep(TICK_MILLISECONDS);
  }
  await Promise.all(underWay);
}

async function request(due: number): Promise<void> {
  offered++;
  const { status, mayRetry } = await send(nextPath());
  const milliseconds = performance.now() - due;
  if (status === 200) served.push(milliseconds);
  else if (status === 503 && mayRetry) refused.push(milliseconds);
  else failed++;
}

/** Gives the status of an answer that has come whole, 0 where none has. */
function send(path: string): Promise<{ status: number; mayRetry: boolean }> {
  return new Promise((resolve) => {
    const none = () => resolve({ status: 0, mayRetry: false });
    get(`${options.origin}${path}`, { agent }, (response) => {
      const { statusCode: status = 0, headers } = response;
      const mayRetry = headers["retry-after"] !== undefined;
      response
        .resume()
        .on("end", () => resolve({ status, mayRetry }))
        .on("error", none);
    }).on("error", none);
  });
}

/** The value that this share of the values does not exceed; 0 of none. */
function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;
}
