/** What of an answer is not to be taken on trust: what nothing supports, what was left out, and sources that are late. */

import { element } from "../lib/element.js";
import { lateInWords } from "../lib/late-sources.js";
import { strings } from "../lib/strings.js";

/** A place for the sentence, and what is wrong with it in words. */
export function unsupported({ failed }) {
  const sentence = element("span", { className: "unsupported" });
  return [sentence, element("span", { className: "verdict" }, " ", strings.unsupported(failed))];
}

/** The notes under an answer. */
export function warnings(answer) {
  const { unsupported, dropped_sentences: dropped } = answer;
  const notes = [
    unsupported.length > 0 && strings.unsupportedNote(unsupported.length),
    dropped > 0 && strings.droppedSentences(dropped),
  ];
  const late = lateInWords(answer.late);
  if (late.length) notes.push([...late, " ", strings.mayBeMissing]);
  return notes.filter(Boolean).map((note) => element("p", { className: "doubts" }, ...[note].flat()));
}
