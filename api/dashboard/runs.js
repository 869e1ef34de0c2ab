import { fetchJson, isReader } from "./fetch-json.js";
import { duration, element, put, table } from "./html.js";

/**
 * Rejected lines by reason, of all runs or one; opening one shows examples.
 * A key for reading may not see them, so nothing is requested with one.
 */
export async function showQuality(run) {
  if (isReader()) {
    put("quality", "Rejected lines require a key with the scope operate.");
    return;
  }
  const { reasons } = await fetchJson("/api/rejected", { run, limit: 1 });
  put("quality-title", run ? `Rejected lines, run ${run}` : "Rejected lines");
  if (reasons.length === 0) {
    put("quality", "No rejected lines.");
    return;
  }
  put(
    "quality",
    table(
      "Lines that do not count now, by reason",
      ["reason", "lines", "examples"],
      reasons.map(({ reason, lines }) => [
        element("code", {}, reason),
        lines,
        examplesOf(reason, run),
      ]),
    ),
  );
}

function examplesOf(reason, run) {
  const details = element("details", {}, element("summary", {}, "Show"));
  details.firstChild.setAttribute("aria-label", `Show examples of ${reason}`);
  const load = async () => {
    const list = element("ul");
    details.append(list);
    try {
      const { rejected } = await fetchJson("/api/rejected", {
        reason,
        run,
        limit: 3,
      });
      list.append(
        ...rejected.map(({ run_id, file, line, detail, raw }) =>
          element(
            "li",
            {},
            `run ${run_id}, ${file.split("/").at(-1)}, line ${line}: `,
            element("span", { class: "detail" }, detail),
            " ",
            element("span", { class: "raw" }, raw),
          ),
        ),
      );
    } catch (error) {
      list.append(element("li", {}, error.message));
    }
  };
  details.addEventListener("toggle", load, { once: true });
  return details;
}

const askForRuns = () => fetchJson("/api/runs", { limit: 10 });

/** The number of the last published run, if there is one. */
export async function findNewestRun() {
  const { runs } = await askForRuns();
  return runs[0]?.run_id;
}

/**
 * The newest runs; the number of rejected lines links to their reasons, if
 * the key allows these. Returns the number of the last run.
 */
export async function showRuns(linkTo) {
  const { runs } = await askForRuns();
  if (runs.length === 0) {
    put(
      "runs",
      "No runs yet: ",
      element("code", {}, "npm run ingest -- events.jsonl"),
    );
    return undefined;
  }
  put(
    "runs",
    table(
      "The ten newest",
      ["run", "what", "started (UTC)", "lines", "accepted", "rejected", "took"],
      runs.map((run) => {
        const rejected = Object.values(run.rejected).reduce(
          (sum, lines) => sum + lines,
          0,
        );
        return [
          run.run_id,
          run.kind,
          run.started_at.slice(0, 16).replace("T", " "),
          run.lines,
          run.accepted,
          rejected === 0 || isReader()
            ? rejected
            : linkTo(run.run_id, rejected),
          duration(Math.round(run.seconds)),
        ];
      }),
    ),
  );
  return runs[0].run_id;
}
