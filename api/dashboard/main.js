import { drawDays, fitCharts } from "./charts.js";
import { element } from "./html.js";
import {
  showDays,
  showQuality,
  showRetention,
  showRuns,
  showTop,
} from "./panels.js";
import { hidePlayer, showPlayer } from "./player.js";

const NAMES = ["from", "to", "country", "player"];

const form = document.getElementById("range");
const search = document.getElementById("search");
const status = document.getElementById("status");

/** What is shown is what the URL says. */
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

/** A link to a player. */
function linkTo(userId) {
  const href = urlOf({ ...readView(), player: userId });
  const link = element("a", { href, class: "raw" }, userId);
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await go({ player: userId });
    document.getElementById("player-panel").scrollIntoView();
    search.elements.player.focus({ preventScroll: true });
  });
  return link;
}

let showing = Promise.resolve();

/** One after another, so that the answers to an earlier view come earlier. */
function show() {
  showing = showing.then(showView);
  return showing;
}

/** What one panel could not show, the status says; the others stay. */
async function showView() {
  const view = readView();
  const { player, ...filter } = view;
  for (const name of ["from", "to", "country"])
    form.elements[name].value = view[name];
  search.elements.player.value = player;
  document.body.setAttribute("aria-busy", "true");
  const outcomes = await Promise.allSettled([
    showDays(filter),
    showRetention(filter),
    showTop(filter, linkTo),
    showQuality(),
    showRuns(),
    player ? showPlayer(player, filter, linkTo) : hidePlayer(),
  ]);
  const [days] = outcomes;
  const failures = outcomes.filter((outcome) => outcome.status === "rejected");
  status.classList.toggle("failed", failures.length > 0);
  status.textContent =
    failures.length > 0
      ? [...new Set(failures.map(({ reason }) => reason.message))].join("; ")
      : `${days.value.from} to ${days.value.to}, UTC days${view.country ? `, ${view.country}` : ""}`;
  document.body.removeAttribute("aria-busy");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { from, to, country } = form.elements;
  void go({ from: from.value, to: to.value, country: country.value.trim() });
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

// The charts have their room from the first paint on.
for (const id of ["users", "sessions", "time", "matches"]) drawDays(id, [], []);
void show();
