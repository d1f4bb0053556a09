/** What became of an article: corrected or retracted, who says so, and in which words. */

import { element } from "../lib/element.js";
import { strings } from "../lib/strings.js";
import { time } from "../lib/dates.js";

/** @import { Notice } from "../lib/schema" */

/**
 * Nothing for an article that stands as it was published.
 * @param {Notice} notice
 */
export function noticeOf({ state, by, reason, since }) {
  if (state === "live") return null;
  const words = strings.states[by ?? "publisher"]?.[state] ?? state;
  const known = since ? element("span", { className: "quiet" }, " ", strings.stateSince, time(since, "medium"), ".") : null;
  const said = reason ? element("p", { className: "reason", dir: "auto" }, reason) : null;
  return element("div", { className: `state ${state}`, role: "note" }, element("p", {}, words, known), said);
}
