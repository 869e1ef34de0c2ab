import { urlOf } from "./view.js";

const copy = document.getElementById("copy");
const NAME = copy.textContent;

/**
 * Lets a button copy the address of what is shown, with its days, so that it
 * shows the same tomorrow.
 * @param ask returns the question that is shown
 */
export function watchShare(ask) {
  copy.addEventListener("click", async () => {
    const { view, range, by } = ask();
    const address = urlOf({ ...view, ...range, range: "", by });
    const link = new URL(address, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      copy.textContent = "Copied";
    } catch {
      // Browsers allow it only on HTTPS and on this machine: the address bar has it then.
      history.replaceState(null, "", link);
      copy.textContent = "See address bar";
    }
    setTimeout(() => (copy.textContent = NAME), 2000);
  });
  document.getElementById("print").addEventListener("click", () => print());
}
