import { fetchJson } from "./fetch-json.js";
import { count, duration, figure, percent } from "./words.js";

const BUSY_MILLISECONDS = 1000;
const IDLE_MILLISECONDS = 5000;
const FAILED_MILLISECONDS = 30_000;

const step = document.getElementById("current-step");
const facts = document.getElementById("current-facts");
const share = document.getElementById("current-share");

/**
 * Shows what changes the database, as long as the page is seen, and calls
 * `showIfNewer` whenever something may have been published.
 */
export function watchCurrentRun(showIfNewer) {
  let timer;
  let looking = false;
  const look = async () => {
    clearTimeout(timer);
    if (looking || document.visibilityState !== "visible") return;
    looking = true;
    let pause = FAILED_MILLISECONDS;
    try {
      const { run } = await fetchJson("/api/runs/current");
      showCurrentRun(run);
      if (!run) await showIfNewer();
      pause = run ? BUSY_MILLISECONDS : IDLE_MILLISECONDS;
    } catch {
      // The next request of a panel shows what failed.
      showCurrentRun(null);
    }
    looking = false;
    timer = setTimeout(look, pause);
  };
  document.addEventListener("visibilitychange", look);
  void look();
}

let shown = null;

function showCurrentRun(run) {
  if (run) announce(`${run.command}: ${run.step}`);
  else if (shown) announce(`${shown.command} has ended`);
  shown = run;
  facts.textContent = run ? factsOf(run).join(" · ") : "";
  const part = run ? shareOf(run) : undefined;
  share.classList.toggle("unseen", part === undefined);
  share.value = part ?? 0;
}

/** Spoken by screen readers, so only when it changes. */
function announce(text) {
  if (step.textContent !== text) step.textContent = text;
}

/** How much of the input is read, where its size is known. */
function shareOf({ step, input_bytes, read_bytes }) {
  if (!input_bytes || step !== "reading") return undefined;
  return Math.min(1, read_bytes / input_bytes);
}

function factsOf(run) {
  const part = shareOf(run);
  const seconds = Math.max(0, (Date.now() - Date.parse(run.started_at)) / 1000);
  return [
    ...(part === undefined ? [] : [percent(part, 1)]),
    ...(run.lines > 0 ? [count(run.lines, "line")] : []),
    ...(run.rejected > 0 ? [`${figure(run.rejected)} rejected`] : []),
    duration(Math.round(seconds)),
  ];
}
