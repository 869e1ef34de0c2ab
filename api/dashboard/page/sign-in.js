import { postJson } from "./fetch-json.js";
import { put } from "./html.js";

/** Records that the user has signed in: scripts cannot read the cookie. */
const SIGNED_IN = "touchline-signed-in";

const panel = document.getElementById("sign-in");
const form = panel.querySelector("form");
const signOut = document.getElementById("sign-out");

/**
 * Watches the form that asks for a key, and calls `show` whenever another
 * one, or none, is used from then on.
 */
export function watchSignIn(show) {
  signOut.hidden = localStorage.getItem(SIGNED_IN) === null;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { key } = form.elements;
    try {
      await postJson("/sign-in", { key: key.value.trim() });
    } catch (error) {
      put("sign-in-failure", error.message);
      key.select();
      return;
    }
    form.reset();
    localStorage.setItem(SIGNED_IN, "");
    signOut.hidden = false;
    showForm(false);
    await show();
  });
  signOut.addEventListener("click", async () => {
    await postJson("/sign-out");
    localStorage.removeItem(SIGNED_IN);
    signOut.hidden = true;
    await show();
  });
}

/** Shows the form in the place of everything else, or takes it away. */
export function showForm(isNeeded) {
  const wasNeeded = !panel.hidden;
  panel.hidden = !isNeeded;
  document.body.classList.toggle("signed-out", isNeeded);
  put("sign-in-failure");
  if (isNeeded && !wasNeeded) form.elements.key.focus();
}
