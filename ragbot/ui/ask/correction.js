/** What a publisher corrected in a cited article: their words, and what the sentences were and are. */

import { changeList } from "../article/changes.js";
import { element } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** @import { Read } from "../lib/types" */
/** @import { Correction, Source } from "../lib/schema" */

const SHOWN = 3; // changes; the others are folded

/**
 * `read(place)` opens the article on a sentence, in the version that has it.
 * @param {Correction} correction
 * @param {Source} source
 * @param {Read} read
 */
export function correctionNote(correction, source, read) {
  const versions = { article: source.article_id, from: correction.from_version, to: source.version };
  const changes = changeList(correction.changes, versions, read);
  const note = correction.note ? element("p", { dir: "auto" }, correction.note) : null;
  const parts = [element("h4", {}, strings.corrected), note, ...changes.slice(0, SHOWN), folded(changes.slice(SHOWN))];
  return element("div", { className: "correction" }, ...parts);
}

/** @param {HTMLElement[]} changes */
function folded(changes) {
  if (!changes.length) return null;
  return element("details", {}, element("summary", {}, strings.moreChanges(changes.length)), ...changes);
}
