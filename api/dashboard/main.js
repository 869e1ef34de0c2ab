import { SECTIONS } from "./panels/panels.js";
import { playerSections } from "./panels/player.js";
import { trustInShort } from "./panels/trust.js";
import { buildSections, hideBelow, reveal } from "./page/build-sections.js";
import { watchCurrentRun } from "./page/current-run.js";
import { asksForKey, fetchJson } from "./page/fetch-json.js";
import { createFetchOnce } from "./page/fetch-once.js";
import { showFilters, watchFilters } from "./page/filters.js";
import { element, failure, put } from "./page/html.js";
import { createLinks } from "./page/links.js";
import { createQuestion, readState } from "./page/question.js";
import { watchShare } from "./page/share.js";
import { showForm, watchSignIn } from "./page/sign-in.js";
import { readView, urlOf } from "./page/view.js";
import { countryLabel, rangeText } from "./page/words.js";

const PLAYERS = "/players/";

const status = document.getElementById("status");
const { body } = document;

/** The player whose page this is, if it is one. */
const player = location.pathname.startsWith(PLAYERS)
  ? decodeURIComponent(location.pathname.slice(PLAYERS.length))
  : undefined;

const parts = buildSections(player ? playerSections(player) : SECTIONS);
const links = createLinks(go);

/** What is shown, of an API that has answered. */
let question;

/** The last run that the page has shown. */
let newestRun;

let showing = Promise.resolve();

/** Goes to another view, with a step back to this one. */
function go(changes) {
  history.pushState(null, "", urlOf({ ...readView(), ...changes }));
  return show();
}

/** One after another, so that the answers to an earlier view come earlier. */
function show() {
  showing = showing.then(showView);
  return showing;
}

/** Why a panel is empty stands in it, and in the status; the others stay. */
async function showView() {
  body.setAttribute("aria-busy", "true");
  const failures = new Set();
  let needsKey = false;
  const note = (error) => {
    needsKey ||= asksForKey(error);
    failures.add(error.message);
  };
  try {
    await showPanels(note);
  } catch (error) {
    note(error);
  }
  body.classList.remove("loading");
  showForm(needsKey);
  status.classList.toggle("failed", failures.size > 0);
  status.textContent =
    failures.size > 0 ? [...failures].join("; ") : describe(question);
  body.removeAttribute("aria-busy");
  body.dataset.shown = "";
}

/** @param note called with each error of a panel; throws what concerns all. */
async function showPanels(note) {
  const view = readView();
  const fetch = createFetchOnce();
  const state = await readState(fetch, view);
  newestRun = state.runs[0]?.run_id;
  if (body.classList.contains("without-data") && state.lastDay)
    hideBelow(parts);
  body.classList.toggle("without-data", !state.lastDay);
  body.classList.toggle("without-runs", state.runs.length === 0);
  put("trust-line", ...(state.lastDay ? [trustLink(state.runs)] : []));
  question = state.lastDay
    ? { ...createQuestion(view, state, fetch), ...links }
    : { ...state, view, fetch, ...links };
  body.classList.toggle("one-piece", Boolean(question.isOnePiece));
  body.classList.toggle("compared", Boolean(question.compared));
  if (state.lastDay) showFilters(question);
  body.classList.remove("loading");
  // A section appears complete, below those above it, so that nothing moves.
  let above;
  for (const { part, places } of parts) {
    if (!state.lastDay && part.id !== "data") continue;
    const shown = places.map((one) => showPanel(one, note));
    above = Promise.all([above, ...shown]).then(() => reveal(part));
  }
  await above;
}

async function showPanel({ panel, place }, note) {
  try {
    await panel.show(place, question);
    place.style.minHeight = "";
  } catch (error) {
    note(error);
    // What is below stays where it is.
    place.style.minHeight = `${place.offsetHeight}px`;
    place.replaceChildren(failure(error.message));
  }
}

// Links of the page itself keep the view.
if (!player)
  for (const link of document.querySelectorAll("#sections a"))
    link.setAttribute("href", link.hash);

const trustLink = (runs) =>
  element("a", { href: player ? "/#data" : "#data" }, trustInShort(runs));

function describe({ lastDay, range, view: { country, device } }) {
  if (!lastDay) return "No event has been counted yet";
  const filters = [country && countryLabel(country), device].filter(Boolean);
  const unit = range.from === range.to ? "UTC day" : "UTC days";
  const days = `${rangeText(range)}, ${unit}`;
  return player ? days : [days, ...filters].join(", ");
}

async function showIfNewer() {
  try {
    const { runs } = await fetchJson("/api/runs", { limit: 1 });
    if (runs[0]?.run_id !== newestRun) await show();
  } catch {
    // The old view stays correct for its time; the next request shows what failed.
  }
}

document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const id = event.target.elements.player.value.trim();
  location.assign(`${PLAYERS}${encodeURIComponent(id)}`);
});

if (player) document.title = `${player} · Touchline`;

addEventListener("popstate", () => void show());
watchFilters(go);
watchShare(() => question);
watchSignIn(show);
void show().then(() => watchCurrentRun(showIfNewer));
