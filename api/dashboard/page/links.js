import { element } from "./html.js";
import { readView, urlOf } from "./view.js";

/**
 * Links to other views of the page.
 * @param go called with the changes of the view, instead of a new page
 */
export function createLinks(go) {
  /** A link to this view with something else, and to the panel that shows it. */
  const linkTo = (changes, text, panel, attributes = {}) => {
    const href = urlOf({ ...readView(), ...changes });
    const link = element("a", { href, ...attributes }, text);
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      await go(changes);
      const title = document.getElementById(`${panel}-title`);
      title?.scrollIntoView();
      title?.focus({ preventScroll: true });
    });
    return link;
  };
  const open = ({ from, to }) => go({ range: "", by: "", from, to });
  return {
    linkTo,
    open,
    /** A link to a day, week or month, as cutRange returns it. */
    linkToRange: ({ first, last, label, isWhole }) =>
      linkTo(
        { range: "", by: "", from: first, to: last },
        isWhole ? label : `${label} (incomplete)`,
      ),
    linkToPlayer: (player) =>
      element(
        "a",
        { class: "raw", href: `/players/${encodeURIComponent(player)}` },
        player,
      ),
  };
}
