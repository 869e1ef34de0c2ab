import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type Router from "@koa/router";
import { packageRoot } from "../../common/package-root.ts";
import { listsETag } from "../answers/etag.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { describeApi } from "../endpoint/openapi.ts";
import { writeReference } from "./reference.ts";

const HTML = "text/html; charset=utf-8";
const STYLE = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const ICON = "image/svg+xml";

/** The files of the dashboard, as the browser reads them. */
const FOLDER = join(packageRoot, "api/dashboard");

/** Without what a player's page does not need, from the first paint on. */
const PLAYER_BODY = '<body class="of-player ';

/** The dashboard at /, the reference at /docs, and what they are made of. */
export function addPages(router: Router, endpoints: readonly Endpoint[]): void {
  const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");
  const scripts = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .sort();
  const ofDashboard = scripts.filter((name) => name !== "reference.js");
  const page = preload(read("index.html"), ofDashboard);
  const files: [path: string, type: string, text: string][] = [
    ["/", HTML, page],
    ["/players/:user_id", HTML, page.replace('<body class="', PLAYER_BODY)],
    ["/docs", HTML, writeReference(endpoints)],
    [
      "/openapi.json",
      "application/json; charset=utf-8",
      JSON.stringify(describeApi(endpoints)),
    ],
    ["/assets/style.css", STYLE, read("style.css")],
    ["/assets/icon.svg", ICON, read("icon.svg")],
    ...scripts.map((name): [string, string, string] => [
      `/assets/${name}`,
      SCRIPT,
      read(name),
    ]),
  ];
  for (const [path, type, text] of files) addFile(router, { path, type, text });
}

/** Lets the browser request all modules at once, not one import after another. */
function preload(page: string, scripts: readonly string[]): string {
  const links = scripts.map(
    (name) => `<link rel="modulepreload" href="/assets/${name}" />`,
  );
  return page.replace("<!-- modules -->", links.join("\n    "));
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
