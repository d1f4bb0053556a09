/** What stands under the text of a checked answer: warnings, where articles disagree, sources, other stories, the timeline. */

import { conflictList } from "./conflict.js";
import { element } from "../lib/element.js";
import { otherStories, relatedList, sourceList } from "./sources.js";
import { timeline } from "../timeline/timeline.js";
import { warnings } from "./warnings.js";

/** @import { AnswerBody } from "../lib/schema" */
/** @import { Read } from "../lib/types" */
/** @import { Quote } from "./quote-box.js" */

const REFUSALS = ["not_in_archive", "related"]; // nothing is asserted

/**
 * @param {AnswerBody} answer
 * @param {{read: Read, quote: Quote}} actions `read(place)` opens an article, `quote` is the box for quotes
 */
export function answerDetails(answer, { read, quote }) {
  /** @type {HTMLElement[]} */
  const parts = warnings(answer);
  if (REFUSALS.includes(answer.outcome) && !answer.answer.includes(answer.reason ?? "")) {
    parts.push(element("p", { className: "reason" }, answer.reason));
  }
  if (answer.related.length) parts.push(relatedList(answer.related, read));
  if (answer.conflicts.length) parts.push(conflictList(answer.conflicts, read));
  if (answer.sources.length) parts.push(sourceList(answer, read));
  if (answer.others?.length) parts.push(otherStories(answer.others, read));
  return [...parts, timeline(answer, read, quote)].filter((part) => part !== null);
}
