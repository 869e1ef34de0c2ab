import type { TSchema } from "typebox";
import type { Endpoint } from "../endpoint/endpoint.ts";

/** Writes the reference of the endpoints as an HTML page. */
export function writeReference(endpoints: readonly Endpoint[]): string {
  const links = endpoints
    .map(
      ({ path }) => `<li><a href="#${anchor(path)}">${escape(path)}</a></li>`,
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
<p>Everything is answered to <code>GET</code>, as JSON; endpoints with a parameter <code>format</code> give their rows as CSV and NDJSON too. Times are seconds, days are UTC days.
Answers carry an <code>ETag</code>; asking again with <code>If-None-Match</code> costs nothing until a run is published or the day ends.
Where keys are set, requests send one as <code>Authorization: Bearer KEY</code>.
What is refused is answered as <code>application/problem+json</code> with a text that says what was wrong.
The same in a form for programs: <a href="/openapi.json">/openapi.json</a>.</p>
<ul>
${links}
</ul>
${endpoints.map(writeEndpoint).join("\n")}
</main>
</body>
</html>
`;
}

function writeEndpoint({ path, summary, parameters, answer, scope }: Endpoint) {
  const rows = Object.entries<TSchema & { description?: string }>(
    parameters.properties,
  ).map(
    ([name, { description = "" }]) =>
      `<tr><th scope="row"><code>${escape(name)}</code></th><td>${parameters.required?.includes(name) ? "yes" : "no"}</td><td>${escape(description)}</td></tr>`,
  );
  return `<section id="${anchor(path)}">
<h3><code>GET ${escape(path)}</code></h3>
<p>${escape(summary)}.${scope === "operate" ? " Where keys are set, this takes one with the scope <code>operate</code>." : ""}</p>
<table><caption>Parameters</caption>
<thead><tr><th scope="col">name</th><th scope="col">required</th><th scope="col">what it is</th></tr></thead>
<tbody>${rows.join("")}</tbody></table>
<details><summary>The answer's JSON Schema</summary><pre tabindex="0">${escape(JSON.stringify(answer, null, 2))}</pre></details>
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
