import type { TSchema } from "typebox";
import type { Endpoint } from "../endpoint/endpoint.ts";

/** Writes the reference of the endpoints as an HTML page. */
export function writeReference(endpoints: readonly Endpoint[]): string {
  const links = endpoints
    .map(
      ({ schema: { path } }) =>
        `<li><a href="#${anchor(path)}">${escape(path)}</a></li>`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · Touchline</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<header><h1>Touchline</h1><nav aria-label="Pages"><a href="/">Dashboard</a> <a href="/docs" aria-current="page">API</a> <a href="/openapi.json">OpenAPI</a></nav></header>
<main class="reference">
<h2>The API</h2>
<p>All endpoints answer <code>GET</code> with JSON; those with a parameter <code>format</code> support CSV and NDJSON too. Times are in seconds, days are UTC days.
Answers have an <code>ETag</code>; with <code>If-None-Match</code> the answer is 304 until a run is published or the day ends.
If keys are set, send one as <code>Authorization: Bearer KEY</code>.
Errors are <code>application/problem+json</code> with a message.
The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
<ul>
${links}
</ul>
${endpoints.map(writeEndpoint).join("\n")}
</main>
</body>
</html>
`;
}

function writeEndpoint({ schema }: Endpoint) {
  const { path, summary, parameters, answer, scope } = schema;
  const rows = Object.entries<TSchema & { description?: string }>(
    parameters.properties,
  ).map(
    ([name, { description = "" }]) =>
      `<tr><th scope="row"><code>${escape(name)}</code></th><td>${parameters.required?.includes(name) ? "yes" : "no"}</td><td>${escape(description)}</td></tr>`,
  );
  return `<section id="${anchor(path)}">
<h3><code>GET ${escape(path)}</code></h3>
<p>${escape(summary)}.${scope === "operate" ? " If keys are set, this requires the scope <code>operate</code>." : ""}</p>
<table><caption>Parameters</caption>
<thead><tr><th scope="col">name</th><th scope="col">required</th><th scope="col">description</th></tr></thead>
<tbody>${rows.join("")}</tbody></table>
<details><summary>JSON Schema of the answer</summary><pre tabindex="0">${escape(JSON.stringify(answer, null, 2))}</pre></details>
</section>`;
}

function anchor(path: string): string {
  return path.replace("/api/", "").replaceAll(/\W+/g, "-");
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;");
}
