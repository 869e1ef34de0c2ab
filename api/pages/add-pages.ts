import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type Router from "@koa/router";
import { packageRoot } from "../../common/package-root.ts";
import { listsETag } from "../answers/etag.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { describeApi } from "../endpoint/openapi.ts";
import { writeReference } from "./reference.ts";

const HTML = "text/html; charset=utf-8";
const STYLE = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";

/** The scripts of the dashboard, as the browser reads them. */
const SCRIPTS = [
  "main.js",
  "charts.js",
  "current-run.js",
  "fetch-json.js",
  "html.js",
  "panels.js",
  "player.js",
  "runs.js",
  "series.js",
  "sign-in.js",
  "tiles.js",
];

/** The dashboard at /, the reference at /docs, and what they are made of. */
export function addPages(router: Router, endpoints: readonly Endpoint[]): void {
  const dashboard = (name: string) =>
    readFileSync(join(packageRoot, "api/dashboard", name), "utf8");
  const uplot = dirname(createRequire(import.meta.url).resolve("uplot"));
  const library = (name: string) => readFileSync(join(uplot, name), "utf8");

  const files: [path: string, type: string, text: string][] = [
    ["/", HTML, dashboard("index.html")],
    ["/docs", HTML, writeReference(endpoints)],
    [
      "/openapi.json",
      "application/json; charset=utf-8",
      JSON.stringify(describeApi(endpoints)),
    ],
    ["/assets/style.css", STYLE, dashboard("style.css")],
    ["/assets/uplot.css", STYLE, library("uPlot.min.css")],
    ["/assets/uplot.js", SCRIPT, library("uPlot.iife.min.js")],
    ...SCRIPTS.map((name): [string, string, string] => [
      `/assets/${name}`,
      SCRIPT,
      dashboard(name),
    ]),
  ];
  for (const [path, type, text] of files) addFile(router, { path, type, text });
}

/** A text that is the same as long as the process lives. */
interface ServedFile {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** Pages load nothing from elsewhere, and no script that is not a file. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Lets the router answer GET and HEAD of a path with a file. */
function addFile(router: Router, { path, type, text }: ServedFile): void {
  const hash = createHash("sha256").update(text).digest("base64url");
  const etag = `W/"${hash.slice(0, 16)}"`;
  router.get(path, (context) => {
    context.set("ETag", etag);
    context.set("Cache-Control", "no-cache");
    context.set("Content-Security-Policy", POLICY);
    const known = context.get("If-None-Match");
    if (known === "*" || listsETag(known, etag)) {
      context.status = 304;
      return;
    }
    context.set("Content-Type", type);
    context.body = text;
  });
}
