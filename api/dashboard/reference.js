import { put } from "./page/html.js";

/** Lets the reference of the API send its requests to this server. */

const value = (input) => input.value.trim();

/** The address of the request in a form. */
function addressOf(form) {
  const inputs = [...form.elements].filter(({ name }) => name);
  const inPath = ({ name }) => form.dataset.path.includes(`{${name}}`);
  const path = inputs
    .filter(inPath)
    .reduce(
      (text, input) =>
        text.replace(`{${input.name}}`, encodeURIComponent(value(input))),
      form.dataset.path,
    );
  const given = inputs.filter((input) => !inPath(input) && value(input));
  const query = new URLSearchParams(
    given.map((input) => [input.name, value(input)]),
  );
  return query.size > 0 ? `${path}?${query}` : path;
}

for (const form of document.forms) {
  const place = form.querySelector(".result");
  const show = () => {
    form.querySelector(".curl").textContent =
      `curl '${location.origin}${addressOf(form)}'`;
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    place.setAttribute("aria-busy", "true");
    put(place.id, await answerTo(addressOf(form)));
    place.removeAttribute("aria-busy");
  });
  show();
}

/** The status, the time and the body of an answer, as an element. */
async function answerTo(address) {
  const made = document.createElement("pre");
  made.tabIndex = 0;
  const start = performance.now();
  try {
    const response = await fetch(address);
    const body = await response.text();
    const took = Math.round(performance.now() - start);
    const type = response.headers.get("Content-Type") ?? "";
    made.textContent = `${response.status} ${response.statusText}, ${took} ms\n\n${
      type.includes("json") && !type.includes("ndjson")
        ? JSON.stringify(JSON.parse(body), null, 2)
        : body
    }`;
  } catch {
    made.textContent = "the API does not answer: is it running?";
  }
  return made;
}
