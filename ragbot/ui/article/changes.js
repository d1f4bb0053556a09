/** Sentences that differ between two versions of an article: what each was and is; pressing one opens it in its version. */

import { changed } from "../lib/text.js";
import { button, element } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** @import { Child } from "../lib/element.js" */
/** @import { Change } from "../lib/schema" */
/** @import { Opener, Read } from "../lib/types" */

/** @typedef {{article: string, from: number | null, to: number}} Versions the article, and its two versions that are compared */
/** @typedef {{text: string, start: number, end: number}} Sentence in code points of its version */

/**
 * A list of definitions for each change. `read(place)` opens the article on a sentence, in the version that has it.
 * @param {Change[]} changes
 * @param {Versions} versions
 * @param {Read} read
 */
export function changeList(changes, versions, read) {
  return changes.map((change) => element("dl", {}, ...lines(change, versions, read)));
}

/**
 * One line for a sentence that came in or went out; else two.
 * @param {Change} change
 * @param {Versions} versions
 * @param {Read} read
 */
function lines(change, { article, from, to }, read) {
  const was = sentenceOf(change.before, change.before_start, change.before_end);
  const is = sentenceOf(change.after, change.after_start, change.after_end);
  /** @type {(label: string, shown: Child[], sentence: Sentence, number: number | null) => HTMLElement[]} */
  const line = (label, shown, said, number) => {
    const place = { article, version: number, spans: [{ ...said, current: true }] };
    const sentence = button(shown, (/** @type {Opener} */ opener) => read({ ...place, opener }), { className: "title", dir: "auto" });
    return [element("dt", {}, label), element("dd", {}, sentence)];
  };
  if (!was) return is ? line(strings.added, [is.text], is, to) : [];
  if (!is) return line(strings.removed, [was.text], was, from);
  const [before, after] = changed(was.text, is.text);
  return [...line(strings.was, marked("del", before), was, from), ...line(strings.isNow, marked("ins", after), is, to)];
}

/**
 * @param {string | null} text
 * @param {number | null} start
 * @param {number | null} end
 * @returns {Sentence | null} null where the version has no such sentence
 */
function sentenceOf(text, start, end) {
  return text === null || start === null || end === null ? null : { text, start, end };
}

/**
 * @param {"del" | "ins"} tag
 * @param {string[]} parts what both begin with, what differs, what both end with
 * @returns {Child[]}
 */
function marked(tag, [before, middle, after]) {
  return [before, middle && element(tag, {}, middle), after];
}
