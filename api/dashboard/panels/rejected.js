import { fetchJson, isReader } from "../page/fetch-json.js";
import { element, scrolling, table } from "../page/html.js";

/**
 * Rejected lines by reason, of all runs or one; opening one shows examples.
 * A key for reading may not see them, so nothing is requested with one.
 */
export const rejectedLines = {
  id: "quality",
  title: "Rejected lines",
  what: "Lines that do not count now, by reason",
  isWide: true,
  async show(place, { fetch, view: { run }, linkTo }) {
    if (isReader()) {
      place.replaceChildren(
        "Rejected lines require a key with the scope operate.",
      );
      return;
    }
    const { reasons } = await fetch("/api/rejected", { run, limit: 1 });
    const what = place.closest("section").querySelector(".what");
    what.replaceChildren(rejectedLines.what);
    if (run)
      what.replaceChildren(
        `Of run ${run} alone; `,
        linkTo({ run: "" }, "all runs", "quality"),
      );
    if (reasons.length === 0) {
      place.replaceChildren("No rejected lines.");
      return;
    }
    const rows = reasons.map(({ reason, lines }) => [
      element("code", {}, reason),
      lines,
      examplesOf(reason, run),
    ]);
    const columns = ["reason", "lines", "examples"];
    place.replaceChildren(scrolling(table("Lines by reason", columns, rows)));
  },
};

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
