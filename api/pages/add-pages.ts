import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Router from "@koa/router";
import { packageRoot } from "../../common/package-root.ts";
import type { Endpoint } from "../endpoint.ts";
import { describeApi } from "../openapi.ts";
import { addFile } from "./add-file.ts";
import { writeReference } from "./reference.ts";

const HTML = "text/html; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** The reference at /docs, and what it is made of. */
export function addPages(router: Router, endpoints: readonly Endpoint[]): void {
  const dashboard = (name: string) =>
    readFileSync(join(packageRoot, "api/dashboard", name), "utf8");

  const files: [path: string, type: string, text: string][] = [
    ["/", HTML, writeReference(endpoints)],
    ["/docs", HTML, writeReference(endpoints)],
    [
      "/openapi.json",
      "application/json; charset=utf-8",
      JSON.stringify(describeApi(endpoints)),
    ],
    ["/assets/style.css", STYLE, dashboard("style.css")],
  ];
  for (const [path, type, text] of files) addFile(router, { path, type, text });
}
