import type { TSchema } from "typebox";
import type { Endpoint, EndpointSchema } from "../endpoint/endpoint.ts";

/** In the order of the page. */
const TAGS = ["Game", "Players", "Data"] as const;

/** Writes the reference of the endpoints as an HTML page. */
export function writeReference(endpoints: readonly Endpoint[]): string {
  const schemas = endpoints.map(({ schema }) => schema);
  const groups = TAGS.map((tag) => ({
    tag,
    group: schemas.filter((schema) => schema.tag === tag),
  }));
  const links = groups.map(
    ({ tag, group }) => `<div><h3>${tag}</h3>
<ul>${group.map(({ path }) => `<li><a href="#${anchor(path)}">${escape(path)}</a></li>`).join("\n")}</ul></div>`,
  );
  const sections = groups.map(
    ({ tag, group }) => `<section aria-labelledby="${tag}">
<h2 id="${tag}">${tag}</h2>
${group.map(writeEndpoint).join("\n")}
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · Touchline</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/reference.js" type="module"></script>
</head>
<body>
<header><div class="bar"><h1><a href="/">Touchline</a></h1><nav aria-label="Pages"><a href="/">Dashboard</a> <a href="/docs" aria-current="page">API</a> <a href="/openapi.json">OpenAPI</a></nav></div></header>
<main class="reference">
<h2>The API</h2>
<p>All endpoints answer <code>GET</code> with JSON; those with a parameter <code>format</code> support CSV and NDJSON too. Times are in seconds, days are UTC days.
Answers have an <code>ETag</code>; with <code>If-None-Match</code> the answer is 304 until a run is published or the day ends.
If keys are set, send one as <code>Authorization: Bearer KEY</code>; this page uses that of the dashboard.
Errors are <code>application/problem+json</code> with a message.
The same for programs: <a href="/openapi.json">/openapi.json</a>. Sample answers are of the bundled sample, with lists cut short.</p>
<nav class="contents" aria-label="Endpoints">${links.join("\n")}</nav>
${sections.join("\n")}
</main>
</body>
</html>
`;
}

function writeEndpoint(schema: EndpointSchema): string {
  const { path, summary, answer, scope, example } = schema;
  const id = anchor(path);
  return `<section class="panel" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title"><code>GET ${escape(path)}</code></h3>
<p>${escape(capitalize(summary))}.${scope === "operate" ? " If keys are set, this requires the scope <code>operate</code>." : ""}</p>
<form data-path="${escape(path)}" aria-label="Request of ${escape(path)}">
${writeParameters(schema)}
<pre tabindex="0"><code class="curl"></code></pre>
<button>Try it</button>
<div class="result" id="${id}-result" aria-live="polite"></div>
</form>
<h4>Sample answer</h4>
<pre tabindex="0">${escape(JSON.stringify(example.answer, null, 2))}</pre>
<details><summary>JSON Schema of the answer</summary><pre tabindex="0">${escape(JSON.stringify(answer, null, 2))}</pre></details>
</section>`;
}

type Parameter = TSchema & {
  readonly description?: string;
  readonly enum?: readonly string[];
};

function writeParameters({ parameters, example }: EndpointSchema): string {
  const rows = Object.entries<Parameter>(parameters.properties).map(
    ([name, parameter]) => {
      const isRequired = parameters.required?.includes(name) ?? false;
      const value = example.parameters[name] ?? "";
      return `<tr><th scope="row"><code>${escape(name)}</code></th><td>${writeInput(name, parameter, value, isRequired)}</td><td>${isRequired ? "Required: " : ""}${escape(parameter.description ?? "")}</td></tr>`;
    },
  );
  return rows.length === 0
    ? "<p>No parameters.</p>"
    : `<div class="scroll" tabindex="0" role="group" aria-label="Parameters"><table><caption>Parameters</caption>
<thead><tr><th scope="col">name</th><th scope="col">value</th><th scope="col">description</th></tr></thead>
<tbody>${rows.join("")}</tbody></table></div>`;
}

function writeInput(
  name: string,
  { enum: choices }: Parameter,
  value: string,
  isRequired: boolean,
): string {
  const attributes = `name="${escape(name)}" aria-label="${escape(name)}"${isRequired ? " required" : ""}`;
  if (!choices)
    return `<input ${attributes} value="${escape(value)}" spellcheck="false" autocomplete="off">`;
  const options = ["", ...choices].map(
    (choice) =>
      `<option${choice === value ? " selected" : ""}>${escape(choice)}</option>`,
  );
  return `<select ${attributes}>${options.join("")}</select>`;
}

const capitalize = (text: string) =>
  text.charAt(0).toUpperCase() + text.slice(1);

function anchor(path: string): string {
  return path.replace("/api/", "").replaceAll(/\W+/g, "-");
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;");
}
