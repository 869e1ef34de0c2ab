import { expect } from "chai";
import fc from "fast-check";
import { dayOf, formatDay } from "../../../common/days.ts";
import { DEVICES } from "../../../common/devices.ts";
import { dirtySeason } from "../../support/events/arbitraries.ts";
import { emptyDatabase } from "../../support/database/database-state.ts";
import { asFile, ingestContents } from "../../support/command/ingest-lines.ts";
import { runOracle } from "../../support/oracle/oracle.ts";
import { analyticsOf } from "../../support/oracle/answers/analytics.ts";
import { playersOf } from "../../support/oracle/answers/players.ts";
import {
  MIDNIGHT,
  SEASON_COUNTRIES,
  SEASON_NOW,
  USERS,
} from "../../support/season/cast.ts";
import { lendDatabase } from "../../support/database/with-database.ts";
import { withApi } from "../lend-api.ts";

const CASES = Number(process.env["PROPERTY_CASES"] ?? 1);

const FROM = "2024-10-07";
const TO = "2024-10-13";

/** The second day of the season, which lies across a midnight. */
const LAST = formatDay(dayOf(MIDNIGHT));

type Body = Record<string, unknown> & { next?: string | null };

describe("the endpoints of ranges and lists, after any season in any runs", function () {
  this.timeout(600_000);
  const database = lendDatabase();

  it("answer as the rules require, for any page size", () =>
    fc.assert(
      fc.asyncProperty(
        dirtySeason(),
        fc.nat({ max: 1000 }),
        fc.integer({ min: 1, max: 5 }),
        fc.option(fc.constantFrom(...SEASON_COUNTRIES.keys()), {
          nil: undefined,
        }),
        fc.constantFrom(undefined, ...DEVICES),
        async (lines, cut, limit, drawn, device) => {
          const { store } = database;
          await emptyDatabase(store);
          const half = Math.round((cut / 1000) * lines.length);
          for (const part of [lines.slice(0, half), lines.slice(half)])
            await ingestContents(store, [asFile(part)]);
          const state = runOracle(lines, {
            countries: SEASON_COUNTRIES,
            now: SEASON_NOW,
          });
          const expected = analyticsOf(state);
          const ofPlayer = playersOf(state);
          const used = expected.countries(FROM, TO).map((row) => row.country);
          // A country without users is rejected, unless it is in ISO 3166-1.
          const country = used.includes(drawn ?? "") ? drawn : drawn && "NP";
          const segment = { country, device };

          await withApi({ store }, async (origin) => {
            const get = async (
              path: string,
              query: Record<string, unknown>,
            ) => {
              const given = Object.entries(query).filter(
                ([, value]) => value !== undefined && value !== null,
              ) as [string, string][];
              const asked = new URLSearchParams(given).toString();
              const response = await fetch(`${origin}${path}?${asked}`);
              const body = (await response.json()) as Body;
              expect(response.status, JSON.stringify(body)).to.be.oneOf([
                200, 404,
              ]);
              return response.status === 200 ? body : undefined;
            };
            /** All rows of a list, page by page. */
            const list = async (
              path: string,
              name: string,
              query: Record<string, unknown>,
              size = limit,
            ) => {
              const rows: unknown[] = [];
              let after: string | null | undefined;
              do {
                const page = await get(path, { ...query, limit: size, after });
                if (page === undefined) return undefined;
                const some = page[name] as unknown[];
                expect(some.length).to.be.at.most(size);
                if (page.next) expect(some).to.have.length(size);
                rows.push(...some);
                after = page.next;
              } while (after);
              return rows;
            };
            const range = { from: FROM, to: TO };

            expect(
              await get("/api/daily", { ...range, ...segment }),
            ).to.deep.equal({
              ...range,
              days: expected.daily(FROM, TO, segment),
            });
            for (const [from, to] of [
              [FROM, TO],
              [LAST, LAST],
            ] as const) {
              const ask = { from, to, ...segment };
              for (const [path, days] of [
                ["/api/active-users", expected.activeUsers(from, to, segment)],
                [
                  "/api/session-lengths",
                  expected.sessionLengths(from, to, segment),
                ],
                ["/api/new-users", expected.newUsers(from, to, segment)],
                [
                  "/api/day-retention",
                  expected.dayRetention(from, to, segment),
                ],
              ] as const)
                expect(await get(path, ask), path).to.deep.equal({
                  from,
                  to,
                  days,
                });
              expect(await get("/api/retention-curve", ask)).to.deep.equal({
                ...{ from, to },
                points: expected.retentionCurve(from, to, segment),
              });
              expect(await get("/api/session-histogram", ask)).to.deep.equal({
                ...{ from, to },
                classes: expected.sessionHistogram(from, to, segment),
              });
              expect(await get("/api/users-by-hour", ask)).to.deep.equal({
                ...{ from, to },
                hours: expected.usersByHour(from, to, segment),
              });
              expect(
                await get("/api/concurrent-users", { from, to }),
              ).to.deep.equal({
                ...{ from, to },
                days: expected.concurrentUsers(from, to),
              });
              expect(
                await get("/api/active-days", { date: to, ...segment }),
              ).to.deep.equal({
                date: to,
                classes: expected.activeDays(to, segment),
              });
              expect(await get("/api/countries", { from, to })).to.deep.equal({
                from,
                to,
                countries: expected.countries(from, to),
              });
            }
            const usual = await get("/api/daily", {});
            expect(usual?.["to"]).to.equal(expected.lastDay);
            const latest = await get("/api/active-days", {});
            expect(latest?.["date"]).to.equal(expected.lastDay);
            // A whole week, and a part of one.
            for (const from of [FROM, LAST])
              expect(
                await get("/api/retention", { ...range, from, ...segment }),
              ).to.deep.equal({
                ...{ ...range, from },
                weeks: expected.retention(from, TO, segment),
              });
            expect(
              await list("/api/leaderboard", "players", { country }),
            ).to.deep.equal(expected.leaderboard(country));

            for (const user of USERS) {
              const known = state.registeredOn.has(user);
              const of = (what: string) => `/api/users/${user}/${what}`;
              expect((await get(of("days"), range))?.["days"]).to.deep.equal(
                known ? ofPlayer.userDays(user, FROM, TO) : undefined,
              );
              expect(
                (await get(of("results"), range))?.["sides"],
              ).to.deep.equal(
                known ? ofPlayer.userResults(user, FROM, TO) : undefined,
              );
              expect(
                await list(of("sessions"), "sessions", range),
              ).to.deep.equal(
                known ? ofPlayer.userSessions(user, FROM, TO) : undefined,
              );
              expect(await list(of("matches"), "matches", range)).to.deep.equal(
                known ? ofPlayer.userMatches(user, FROM, TO) : undefined,
              );
            }

            const rejected = await get("/api/rejected", { limit: 1 });
            expect(rejected?.["reasons"]).to.deep.equal(expected.reasons());
            for (const { reason, lines } of expected.reasons()) {
              const found = await list(
                "/api/rejected",
                "rejected",
                { reason },
                5 * limit,
              );
              expect(found).to.have.length(lines);
              const whole = await get("/api/rejected", { reason, limit: 1000 });
              expect(found).to.deep.equal(whole?.["rejected"]);
            }
            const runs = (await list("/api/runs", "runs", {})) as {
              lines: number;
            }[];
            const ledger = await get("/api/runs", {});
            expect(runs).to.deep.equal(ledger?.["runs"]);
            const read = runs.reduce((total, run) => total + run.lines, 0);
            expect(read).to.equal(lines.length);
          });
        },
      ),
      { numRuns: CASES },
    ));
});
