import { addressOf } from "../page/fetch-json.js";
import { barOf, element, scrolling, table } from "../page/html.js";

/**
 * A panel with a bar for each row of an answer.
 * @param bars.id, title, what of the panel: see panels.js
 * @param bars.path of the endpoint
 * @param bars.ask returns what is asked besides the filter, for a question; the
 * range by default
 * @param bars.summarize returns what the panel shows from an answer, instead of `what`
 * @param bars.columns the heads of the cells of a row
 * @param bars.rowsOf returns, for an answer, { cells, part } for each row: the
 * first cell stands before the bar, and `part` is what the bar shows
 * @param bars.none shown in place of rows whose parts are all 0
 */
export function barsPanel({
  path,
  ask = ({ range }) => range,
  summarize,
  columns,
  rowsOf,
  none,
  ...panel
}) {
  return {
    ...panel,
    async show(place, question) {
      const asked = { ...question.filter, ...ask(question) };
      const answer = await question.fetch(path, asked);
      if (summarize)
        place.closest("section").querySelector(".what").textContent =
          summarize(answer);
      const rows = rowsOf(answer);
      const most = Math.max(0, ...rows.map(({ part }) => part));
      if (most === 0) {
        place.replaceChildren(none);
        return;
      }
      const [first, ...others] = columns;
      const bars = table(
        `${panel.title}: the numbers of the bars`,
        [first, element("span", { class: "hidden" }, "bar"), ...others],
        rows.map(({ cells: [name, ...numbers], part }) => [
          ...[name, barOf(part / most), ...numbers],
        ]),
      );
      const csv = addressOf(path, { ...asked, format: "csv" });
      place.replaceChildren(
        scrolling(bars),
        element(
          "div",
          { class: "behind" },
          element("a", { class: "csv", href: csv }, "CSV"),
        ),
      );
    },
  };
}
