import { isReader } from "../page/fetch-json.js";
import { element, figures } from "../page/html.js";
import { age, clock, count, figure, percent } from "../page/words.js";
import { rejectedOf } from "./runs.js";

/** Why an event is held: it counts as soon as a later one makes it count. */
const HELD = [
  "duplicate_registration",
  "unregistered_user",
  "before_registration",
  "match_conflict",
  "match_unpaired",
];

/** From what share of rejected lines on a run is worth a look. */
const MANY = 0.01;

/** From how many hours without a new run on the numbers may be old. */
const LATE_HOURS = 36;

/** Whether the numbers can be trusted, at a glance. */
export const trust = {
  id: "trust",
  title: "Can these numbers be trusted?",
  what: "The last run, what it rejected, and what is held until more is known",
  isWide: true,
  async show(place, question) {
    const { fetch } = question;
    const [run] = question.runs;
    const reasons = isReader()
      ? undefined
      : (await fetch("/api/rejected", { limit: 1 })).reasons;
    if (!run) {
      place.replaceChildren("No runs yet.");
      return;
    }
    place.replaceChildren(
      figures([
        [
          "Last run",
          judged(hoursSince(run.started_at) < LATE_HOURS, age(run.started_at)),
          `run ${run.run_id}, ${run.kind}, ${clock(run.started_at)} UTC`,
        ],
        dataOf(question),
        rejectedIn(question.runs),
        ...(reasons ? [heldOf(reasons)] : []),
      ]),
    );
  },
};

function dataOf({ lastDay, complete }) {
  if (!lastDay) return ["Data up to", judged(false, "none")];
  return [
    "Data up to",
    judged(hoursSince(lastDay) < 24 + LATE_HOURS, lastDay),
    `${age(lastDay)}, ${complete === lastDay ? "complete" : "not over yet"}`,
  ];
}

/** The newest run that has read lines, and what it rejected besides duplicates. */
function judgeLines(runs) {
  const run = runs.find(({ lines }) => lines > 0) ?? runs[0];
  // A file that is sent again is no reason to distrust the data.
  const duplicates = run.rejected.duplicate_event ?? 0;
  const rejected = rejectedOf(run) - duplicates;
  const share = rejected === 0 ? "none" : percent(rejected, run.lines);
  return { run, duplicates, rejected, share };
}

function rejectedIn(runs) {
  const { run, duplicates, rejected, share } = judgeLines(runs);
  const lines = `${figure(rejected)} of ${count(run.lines, "line")}`;
  return [
    "Rejected in the last run",
    judged(rejected <= MANY * run.lines, share),
    duplicates === 0
      ? lines
      : `${lines}, besides ${count(duplicates, "duplicate")}`,
  ];
}

const hoursSince = (time) => (Date.now() - Date.parse(time)) / 3_600_000;

/** The sentence on it at the top of the page. */
export function trustInShort(runs) {
  const [run] = runs;
  return `Last run ${age(run.started_at)}, ${judgeLines(runs).share} rejected`;
}

function heldOf(reasons) {
  const held = reasons
    .filter(({ reason }) => HELD.includes(reason))
    .reduce((sum, { lines }) => sum + lines, 0);
  return [
    "Held",
    held === 0 ? "none" : count(held, "event"),
    held === 0
      ? "no event waits for another one"
      : "they count as soon as what they need arrives",
  ];
}

/** A figure with a mark, which screen readers read as words. */
function judged(isGood, text) {
  const mark = isGood ? "✓" : "!";
  return element(
    "span",
    { class: isGood ? "good" : "attention" },
    element(
      "span",
      { role: "img", "aria-label": isGood ? "good" : "look here" },
      mark,
    ),
    ` ${text}`,
  );
}
