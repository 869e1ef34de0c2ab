import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { readVersion } from "../../common/package-root.ts";
import type { AnsweredRequest } from "../middleware/watch-requests.ts";

/** From a 304 to an answer at the limit of time. */
const REQUEST_BUCKETS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const QUERY_BUCKETS = [0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What this process has done since it started, in Prometheus's format. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];
  readonly #requests = new Histogram({
    name: "touchline_http_request_seconds",
    help: "Seconds until the answer to a request was made",
    labelNames: ["method", "route", "status"],
    buckets: REQUEST_BUCKETS,
    registers: this.#registers,
  });
  readonly #queries = new Histogram({
    name: "touchline_clickhouse_query_seconds",
    help: "Seconds that the API waited for a statement",
    labelNames: ["statement"],
    buckets: QUERY_BUCKETS,
    registers: this.#registers,
  });

  constructor() {
    new Gauge({
      name: "touchline_build_info",
      help: "1, with the version",
      labelNames: ["version"],
      registers: this.#registers,
    }).set({ version: readVersion() }, 1);
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  readonly request = ({ method, route, status, seconds }: AnsweredRequest) =>
    this.#requests.observe({ method, route, status }, seconds);

  readonly query = (statement: string, seconds: number): void =>
    this.#queries.observe({ statement }, seconds);

  /** All values of this moment. */
  print(): Promise<string> {
    return this.#registry.metrics();
  }
}
