/** What the box of a citation says: the quoted words, whose they are, who else says so, and where they stand. */

import { element, foreign, listed, quotation, isShown } from "../lib/element.js";
import { origin } from "../lib/places.js";
import { strings } from "../lib/strings.js";

/** @import { Attribution, Citation, Source, Support } from "../lib/schema" */

const NAMED = 3; // other outlets; more are counted

/**
 * @param {Source} source
 * @param {Citation[]} citations
 */
export function citationContents(source, citations) {
  const title = element("cite", { dir: "auto" }, source.title || strings.untitled);
  const from = element("span", { className: "from" }, ...origin(source));
  return [...citations.flatMap(quoted), title, from, element("span", { className: "hint" }, strings.open)];
}

/** @param {Citation} citation */
function quoted({ cited_text: text, attribution, outlets, support }) {
  const failed = support?.failed ?? [];
  const whose = failed.includes("meaning") ? [] : [voice(attribution), others(outlets)]; // else a whole passage is cited
  return [quotation(text), ...[...whose, found(support), doubt(failed)].filter(isShown)];
}

/**
 * The model gave no number: the checks found the passage.
 * @param {Support | null} support
 */
function found(support) {
  return support?.found ? element("span", { className: "voice" }, strings.foundByChecks) : null;
}

/**
 * "said by Anna Berg, in The Daily"
 * @param {Attribution | null} attribution
 */
function voice(attribution) {
  if (!attribution) return null;
  const { speaker, outlet } = attribution;
  const who = speaker ? foreign(speaker) : strings.unnamed;
  const where = outlet ? [strings.inOutlet, foreign(outlet)] : [];
  return element("span", { className: "voice" }, strings.saidBy, who, ...where);
}

/** @param {string[]} outlets */
function others([, ...outlets]) {
  if (!outlets.length) return null;
  const who = outlets.length > NAMED ? [strings.independent(outlets.length + 1)] : [strings.alsoSaidBy, ...listed(outlets)];
  return element("span", { className: "voice" }, ...who);
}

/** @param {Support["failed"]} failed */
function doubt(failed) {
  return failed.length ? element("span", { className: "doubt" }, strings.notBorneOut(failed)) : null;
}
