/** What of an answer is not to be taken on trust: what nothing supports, what was left out, and sources that are late. */

import { element } from "../lib/element.js";
import { lateInWords } from "../lib/late-sources.js";
import { strings } from "../lib/strings.js";

/** @import { Part } from "../lib/element.js" */
/** @import { Check } from "../lib/strings.js" */
/** @import { AnswerBody } from "../lib/schema" */

/**
 * A place for the sentence, and what is wrong with it in words.
 * @param {{failed: Check[]}} sentence
 */
export function unsupported({ failed }) {
  const sentence = element("span", { className: "unsupported" });
  return [sentence, element("span", { className: "verdict" }, " ", strings.unsupported(failed))];
}

/**
 * The notes under an answer.
 * @param {AnswerBody} answer
 */
export function warnings(answer) {
  const { unsupported, dropped_sentences: dropped } = answer;
  const notes = [
    unsupported.length > 0 && strings.unsupportedNote(unsupported.length),
    dropped > 0 && strings.droppedSentences(dropped),
  ];
  const late = lateInWords(answer.late);
  /** @type {Part[][]} */
  const lines = notes.filter((note) => note !== false).map((note) => [note]);
  lines.push(...answer.notes.map((note) => [note]));
  if (late.length) lines.push([...late, " ", strings.mayBeMissing]);
  return lines.map((line) => element("p", { className: "doubts" }, ...line));
}
