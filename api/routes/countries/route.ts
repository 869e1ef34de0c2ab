import type Router from "@koa/router";
import type { Static } from "typebox";
import { readSql } from "../../../common/package-root.ts";
import { addEndpoint } from "../../endpoint/add-endpoint.ts";
import type { Dependencies } from "../../dependencies.ts";
import { createFindRange, type Range } from "../../endpoint/find-range.ts";
import { createQuestion } from "../../answers/question.ts";
import { COUNTRIES } from "./schema.ts";

const SQL = readSql("api/routes/countries/countries.sql");

type Country = Static<typeof COUNTRIES.answer>["countries"][number];

/** GET /api/countries: where users come from. */
export function addCountries(router: Router, dependencies: Dependencies): void {
  const { store } = dependencies;
  const findRange = createFindRange(store);
  const findCountries = createQuestion(store, (range: Range) =>
    store.query<Country>({
      name: "countries",
      sql: SQL,
      parameters: { ...range },
    }),
  );

  addEndpoint(router, COUNTRIES, dependencies, (asked) =>
    store.snapshot(async () => {
      const range = await findRange(asked);
      return { ...range, countries: await findCountries(range) };
    }),
  );
}
