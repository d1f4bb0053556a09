/** Followed sources that are late, in words: who reads is to know what may be missing. */

import { element, foreign } from "./element.js";
import { beginning } from "./text.js";
import { strings } from "./strings.js";
import { written } from "./dates.js";

/** @import { LateSource } from "./schema" */

const NAMED = 2; // sources; more are counted
const TITLE = 60; // code points

/**
 * "The Courier is late: silent since 12 March 2026." for each of the first ones; no children when none is late.
 * @param {LateSource[]} late
 */
export function lateInWords(late = []) {
  const named = late.slice(0, NAMED).flatMap((one) => [" ", sentence(one)]).slice(1);
  const more = late.length - NAMED;
  return more > 0 ? [...named, ` ${strings.moreLate(more)}`] : named;
}

/** @param {LateSource} source */
function sentence({ title, kind, since }) {
  return element("span", {}, foreign(beginning(title, TITLE)), strings.isLate(kind, written(since.slice(0, 10), "long")));
}
