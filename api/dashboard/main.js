import { drawDays, fitCharts } from "./charts.js";
import { watchCurrentRun } from "./current-run.js";
import { asksForKey } from "./fetch-json.js";
import { element, put } from "./html.js";
import { showCountries, showRetention, showTop } from "./panels.js";
import { hidePlayer, showPlayer } from "./player.js";
import { findNewestRun, showQuality, showRuns } from "./runs.js";
import {
  CHARTS,
  failChart,
  fetchWhole,
  showActive,
  showDaily,
  showLengths,
  showNewUsers,
} from "./series.js";
import { showForm, watchSignIn } from "./sign-in.js";

const NAMES = ["from", "to", "country", "player", "run"];

const form = document.getElementById("range");
const search = document.getElementById("search");
const status = document.getElementById("status");

/** The view is what the URL contains. */
function readView() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
}

function urlOf(view) {
  const given = NAMES.filter((name) => view[name]);
  const query = new URLSearchParams(given.map((name) => [name, view[name]]));
  return query.size > 0 ? `/?${query}` : "/";
}

/** Goes to another view, with a step back to this one. */
function go(changes) {
  history.pushState(null, "", urlOf({ ...readView(), ...changes }));
  return show();
}

/** A link to this view with something else, and to the panel that shows it. */
function linkTo(changes, text, panel, attributes = {}) {
  const href = urlOf({ ...readView(), ...changes });
  const link = element("a", { href, ...attributes }, text);
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await go(changes);
    const place = document.getElementById(panel);
    place.scrollIntoView();
    place.focus({ preventScroll: true });
  });
  return link;
}

const linkToPlayer = (player) =>
  linkTo({ player }, player, "player-panel", { class: "raw" });
const linkToCountry = (country) => linkTo({ country }, country, "range");
const linkToRun = (run, lines) =>
  linkTo({ run }, lines.toLocaleString("en"), "quality-panel", {
    "aria-label": `${lines.toLocaleString("en")} rejected lines of run ${run}`,
  });

/** The last run that the view contains. */
let newestRun;

/** The range that is shown, chosen or by default. */
let shownRange = {};

let showing = Promise.resolve();

/** One after another, so that the answers to an earlier view come earlier. */
function show(isRefresh = false) {
  showing = showing.then(() => showView(isRefresh));
  return showing;
}

/**
 * Why a panel is empty stands in it, and in the status; the others stay.
 * An automatic refresh keeps what the user has typed.
 */
async function showView(isRefresh) {
  const view = readView();
  const { from, to, country, player, run } = view;
  const filter = { from, to, country };
  if (!isRefresh) {
    form.elements.country.value = country;
    search.elements.player.value = player;
  }
  put(
    "all-runs",
    ...(run ? [linkTo({ run: "" }, "all runs", "quality-panel")] : []),
  );
  document.body.setAttribute("aria-busy", "true");
  const failures = new Set();
  let needsKey = false;
  const panel = async (asking, fail) => {
    try {
      return await asking;
    } catch (error) {
      needsKey ||= asksForKey(error);
      failures.add(error.message);
      fail(error.message);
      return undefined;
    }
  };
  const inCharts =
    (...ids) =>
    (message) =>
      ids.forEach((id) => failChart(id, message));
  const inPanel = (id) => (message) =>
    put(id, element("p", { class: "failed" }, message));
  const fetchingWhole = fetchWhole(filter);
  const daily = panel(
    showDaily(filter, fetchingWhole),
    inCharts("sessions", "time", "matches"),
  );
  // By then the scope of the key is known.
  const quality = daily.then(() => showQuality(run));
  const [shown, newest] = await Promise.all([
    daily,
    panel(showRuns(linkToRun), inPanel("runs")),
    panel(showActive(filter, fetchingWhole), inCharts("active", "stickiness")),
    panel(showNewUsers(filter), inCharts("devices")),
    panel(showLengths(filter), inCharts("lengths")),
    panel(showCountries(filter, linkToCountry), inPanel("countries")),
    panel(showRetention(filter), inPanel("retention")),
    panel(showTop(filter, linkToPlayer), inPanel("top")),
    panel(quality, inPanel("quality")),
    player ? showPlayer(player, filter, linkToPlayer) : hidePlayer(),
  ]);
  newestRun = newest;
  const before = shownRange;
  shownRange = { from: from || shown?.from, to: to || shown?.to };
  for (const name of ["from", "to"]) {
    const field = form.elements[name];
    if (!isRefresh || field.value === (before[name] ?? ""))
      field.value = shownRange[name] ?? "";
  }
  showForm(needsKey);
  status.classList.toggle("failed", failures.size > 0);
  status.textContent =
    failures.size > 0
      ? [...failures].join("; ")
      : `${shown.from} to ${shown.to}, UTC days${country ? `, ${country}` : ""}`;
  document.body.removeAttribute("aria-busy");
  document.body.dataset.shown = "";
}

async function showIfNewer() {
  const known = newestRun;
  try {
    if ((await findNewestRun()) !== known) await show(true);
  } catch {
    // The old view stays correct for its time; the next request shows what failed.
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { elements } = form;
  const view = readView();
  // The default range moves with the last day of the data.
  const chosen = (name) =>
    view[name] === "" && elements[name].value === shownRange[name]
      ? ""
      : elements[name].value;
  void go({
    from: chosen("from"),
    to: chosen("to"),
    country: elements.country.value.trim(),
  });
});

search.addEventListener("submit", (event) => {
  event.preventDefault();
  void go({ player: search.elements.player.value.trim() });
});

addEventListener("popstate", () => void show());
addEventListener("resize", () => fitCharts());
matchMedia("(prefers-color-scheme: dark)").addEventListener(
  "change",
  () => void show(),
);

watchSignIn(show);

// Everything has its room from the first paint on.
for (const id of CHARTS) drawDays(id, [], []);
void show().then(() => watchCurrentRun(showIfNewer));
