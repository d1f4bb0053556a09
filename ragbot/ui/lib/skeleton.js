/** Pale lines where text will be, and words for who cannot see them. */

import { element } from "./element.js";

const LINES = 4;

/** @param {string} words */
export function skeleton(words) {
  return element("div", {}, element("p", { className: "quiet" }, words), ...lines());
}

/** They come into sight only when something takes long (style.css). */
export function lines() {
  return Array.from({ length: LINES }, () => element("p", { className: "skeleton", ariaHidden: "true" }));
}
