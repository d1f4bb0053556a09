/** Which view is shown: the chat, the archive or Manage. The fragment of the address names it: "#archive?q=storm". */

import { strings } from "./strings.js";

/** @typedef {{main: HTMLElement, show?: (query: URLSearchParams) => unknown}} View */

/** @type {Record<string, string>} */
const FORMER = { feed: "manage", upload: "manage" }; // names that older links have

/**
 * @param {NodeListOf<HTMLAnchorElement>} links the links to the views, each with the fragment of its view
 * @param {Record<string, View>} mains `{fragment: {main, show}}`; `show(query)` is called with the part after "?" each time a view is shown
 * @param {() => void} left is called when the reader goes to another view
 */
export function switchViews(links, mains, left) {
  /** @type {Record<string, number>} */
  const scrolled = {}; // how far each was read
  /** @type {string | null} */
  let shown = null;
  const follow = () => {
    const [view, query] = viewIn(location.hash);
    const name = Object.hasOwn(mains, view) ? view : "";
    if (name !== shown) change(name);
    mains[name].show?.(new URLSearchParams(query));
  };
  const change = (/** @type {string} */ name) => {
    const first = shown === null;
    if (!first) left();
    shown = name;
    for (const [each, { main }] of Object.entries(mains)) main.hidden = each !== name;
    for (const link of links) mark(link, viewIn(link.hash)[0] === name, name);
    document.body.dataset.view = name || "ask";
    if (first) return;
    mains[name].main.focus({ preventScroll: true }); // who cannot see hears where they are
    scrollTo({ top: scrolled[name] ?? 0, behavior: "instant" });
  };
  document.addEventListener("scroll", () => (scrolled[shown ?? ""] = scrollY), { passive: true });
  window.addEventListener("hashchange", follow);
  follow();
}

/**
 * @param {HTMLAnchorElement} link
 * @param {boolean} isShown
 * @param {string} name
 */
function mark(link, isShown, name) {
  link.setAttribute("aria-current", isShown ? "page" : "false");
  if (isShown) document.title = name ? `${link.textContent} · ${strings.page}` : strings.page;
}

/**
 * The name of the view in a fragment, and what follows "?".
 * @param {string} fragment
 */
export function viewIn(fragment) {
  const [, name, query] = /^#?([^?]*)\??(.*)$/s.exec(fragment) ?? []; // "#archive?q=storm"; every text matches
  return [Object.hasOwn(FORMER, name) ? FORMER[name] : name, query];
}
