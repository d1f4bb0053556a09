/** The switch between light and dark: the system decides until the reader does, and again once both agree. */

import { strings } from "./strings.js";

const KEY = "ragbot:scheme"; // saved-color-scheme.js reads it
const system = matchMedia("(prefers-color-scheme: dark)");

/** @param {HTMLElement} button */
export function switchScheme(button) {
  const root = document.documentElement;
  const now = () => root.dataset.scheme || (system.matches ? "dark" : "light");
  const other = () => (now() === "dark" ? "light" : "dark");
  const describe = () => (button.textContent = strings.schemes[other()]);
  button.addEventListener("click", () => {
    const chosen = other();
    if (chosen === (system.matches ? "dark" : "light")) delete root.dataset.scheme;
    else root.dataset.scheme = chosen;
    remember(root.dataset.scheme);
    describe();
  });
  system.addEventListener("change", describe);
  describe();
}

/** @param {string | undefined} scheme */
function remember(scheme) {
  try {
    if (scheme) localStorage.setItem(KEY, scheme);
    else localStorage.removeItem(KEY);
  } catch {
    // no storage: until the page is left
  }
}
