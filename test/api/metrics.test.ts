import { expect } from "chai";
import { Health } from "../../api/health/health.ts";
import { Metrics } from "../../api/metrics/metrics.ts";
import {
  buildMatch,
  buildPing,
  buildRegistration,
  NOON,
  OTHER_USER_ID,
  USER_ID,
  writeUsual,
} from "../support/events/events.ts";
import { ingestContents } from "../support/command/ingest-lines.ts";
import { readMetrics, sumOf, type Sample } from "../support/read-metrics.ts";
import { lendDatabase } from "../support/database/with-database.ts";
import { withApi } from "./lend-api.ts";

const lines = (...events: unknown[]): Buffer =>
  Buffer.from(events.map((event) => `${writeUsual(event)}\n`).join(""));

/** The values of a metric by one of its labels. */
const byLabel = (samples: readonly Sample[], name: string, label: string) =>
  Object.fromEntries(
    samples
      .filter((sample) => sample.name === name)
      .map(({ labels, value }): [string | undefined, number] => [
        labels[label],
        value,
      ]),
  ) as Record<string, number>;

describe("/metrics", () => {
  const database = lendDatabase();
  const silent = { log: () => undefined };

  const withMetrics = (
    work: (
      get: (path: string, method?: string) => Promise<Response>,
      scrape: () => Promise<Sample[]>,
    ) => Promise<void>,
  ) => {
    const metrics = new Metrics();
    const { store } = database;
    return withApi(
      { ...silent, store, metrics, watch: metrics.request },
      async (origin) => {
        const get = async (path: string, method = "GET") => {
          const response = await fetch(`${origin}${path}`, { method });
          await response.arrayBuffer();
          return response;
        };
        await work(get, async () => {
          const response = await fetch(`${origin}/metrics`);
          expect(response.status).to.equal(200);
          expect(response.headers.get("content-type")).to.match(
            /^text\/plain; version=0\.0\.4/,
          );
          expect(response.headers.get("cache-control")).to.equal("no-store");
          return readMetrics(await response.text());
        });
      },
    );
  };

  it("has zeros and no last run before the first run", () =>
    withMetrics(async (_get, scrape) => {
      const samples = await scrape();
      expect(sumOf(samples, "touchline_ready")).to.equal(1);
      expect(sumOf(samples, "touchline_runs_total")).to.equal(0);
      expect(samples.map(({ name }) => name)).not.to.include.members([
        "touchline_last_run_timestamp_seconds",
      ]);
    }));

  it("counts all runs, whichever process did them", () =>
    withMetrics(async (_get, scrape) => {
      const { store } = database;
      await ingestContents(store, [
        lines(
          buildRegistration({}, { event_id: 1 }),
          buildRegistration({ user_id: OTHER_USER_ID }, { event_id: 2 }),
          buildPing({}, { event_id: 3 }),
          buildPing({}, { event_id: 3 }),
          buildPing({ user_id: "nobody" }, { event_id: 4 }),
          buildMatch(
            { home_goals_scored: null, away_goals_scored: null },
            { event_id: 5 },
          ),
        ),
      ]);
      await ingestContents(store, [
        Buffer.concat([
          Buffer.from("\n"),
          lines(
            buildMatch({}, { event_id: 6, event_timestamp: NOON + 600 }),
            buildPing({ user_id: "nobody" }, { event_id: 7 }),
          ),
        ]),
      ]);
      const samples = await scrape();
      const of = (name: string) => sumOf(samples, `touchline_${name}`);
      expect(of("runs_total")).to.equal(2);
      expect(of("admitted_events_total")).to.equal(1);
      expect(
        byLabel(samples, "touchline_ingest_lines_total", "outcome"),
      ).to.deep.equal({ accepted: 4, rejected: 4, blank: 1 });
      expect(
        byLabel(samples, "touchline_rejected_lines_total", "reason"),
      ).to.deep.equal({
        duplicate_event: 1,
        invalid_user_id: 2,
        match_unpaired: 1,
      });
      expect(byLabel(samples, "touchline_events", "type")).to.deep.equal({
        registration: 2,
        session_ping: 1,
        match: 2,
      });
      expect(of("data_through_timestamp_seconds")).to.equal(NOON - 43_200);
      const seconds = of("run_seconds_total");
      expect(seconds).to.be.above(0);
      expect(of("last_run_seconds")).to.be.above(0).and.below(seconds);
    }));

  it("has the end of the last run", async () => {
    const now = Date.now();
    const ping = buildPing({}, { event_id: 8 });
    await ingestContents(database.store, [lines(ping)], { now });
    await withMetrics(async (_get, scrape) => {
      const end = sumOf(await scrape(), "touchline_last_run_timestamp_seconds");
      expect(end).to.be.closeTo(now / 1000, 60);
    });
  });

  it("counts requests by route, never by value", () =>
    withMetrics(async (get, scrape) => {
      const users = [USER_ID, OTHER_USER_ID];
      for (const user of users) await get(`/api/users/${user}/days`);
      await get("/api/daily?from=yesterday");
      await get("/api/daily", "POST");
      await get(`/no/such/path/${USER_ID}`);
      const samples = await scrape();
      const requests = samples.filter(
        ({ name }) => name === "touchline_http_request_seconds_count",
      );
      expect(
        requests
          .map(({ labels: { method, route, status }, value }) =>
            [method, route, status, value].join(" "),
          )
          .sort(),
      ).to.deep.equal([
        "GET /api/daily 400 1",
        "GET /api/users/{user_id}/days 200 2",
        "GET none 404 1",
        "POST none 405 1",
      ]);
    }));

  it("has only the process while the database is not open", () => {
    const health = new Health();
    const options = { ...silent, store: health.store, health };
    return withApi({ ...options, metrics: new Metrics() }, async (origin) => {
      const response = await fetch(`${origin}/metrics`);
      const samples = readMetrics(await response.text());
      expect(sumOf(samples, "touchline_ready")).to.equal(0);
      expect(sumOf(samples, "process_resident_memory_bytes")).to.be.above(0);
      const names = new Set(samples.map(({ name }) => name));
      expect(names.has("touchline_runs_total")).to.equal(false);
    });
  });
});
