import { isReader } from "../page/fetch-json.js";
import { element, scrolling, table } from "../page/html.js";
import { clock, duration, figure, percent } from "../page/words.js";

/** How many lines a run has rejected. */
export const rejectedOf = ({ rejected }) =>
  Object.values(rejected).reduce((sum, lines) => sum + lines, 0);

/**
 * The newest runs; the number of rejected lines links to their reasons, if
 * the key allows these.
 */
export const runs = {
  id: "runs",
  title: "Runs",
  what: "The ten newest",
  isWide: true,
  show(place, { runs: newest, linkTo }) {
    if (newest.length === 0) {
      place.replaceChildren("No runs yet.");
      return;
    }
    const rows = newest.map((run) => {
      const rejected = rejectedOf(run);
      const share = rejected && percent(rejected, run.lines);
      return [
        `${run.run_id} ${run.kind}`,
        clock(run.started_at),
        run.lines,
        run.accepted,
        rejected === 0
          ? 0
          : element(
              "span",
              {},
              isReader()
                ? figure(rejected)
                : linkTo({ run: run.run_id }, figure(rejected), "quality", {
                    "aria-label": `${figure(rejected)} rejected lines of run ${run.run_id}`,
                  }),
              element("small", {}, ` ${share}`),
            ),
        duration(Math.round(run.seconds)),
      ];
    });
    const columns = [
      "run",
      "started (UTC)",
      "lines",
      "accepted",
      "rejected",
      "took",
    ];
    const list = table("Published runs, the newest first", columns, rows);
    list.classList.add("runs");
    place.replaceChildren(scrolling(list));
  },
};
