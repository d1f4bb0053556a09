/** What of an answer is not to be taken on trust: sentences that nothing supports, and those that were left out. */

import { element } from "../element.js";
import { strings } from "../strings.js";

/** A place for the sentence, and what is wrong with it in words. */
export function unsupported({ failed }) {
  const sentence = element("span", { className: "unsupported" });
  return [sentence, element("span", { className: "verdict" }, " ", strings.unsupported(failed))];
}

/** The notes under an answer. */
export function doubts({ unsupported, dropped_sentences: dropped }) {
  const notes = [
    unsupported.length > 0 && strings.unsupportedNote(unsupported.length),
    dropped > 0 && strings.droppedSentences(dropped),
  ];
  return notes.filter(Boolean).map((note) => element("p", { className: "doubts" }, note));
}
