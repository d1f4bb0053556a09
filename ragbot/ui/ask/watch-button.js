/** A question to be watched: a button under its answer, shown to an operator. */

import { button, element } from "../lib/element.js";
import { messageOf } from "../lib/api.js";
import { strings } from "../lib/strings.js";
import { understood } from "./copying.js";
import { watchQuestion } from "../manage/watch-api.js";

/** @import { AnswerBody } from "../lib/schema" */
/** @import { Announce, LimitedQuestion } from "../lib/types" */

/**
 * The row under an answer; none for days that have ended, which no watch can be limited to.
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 * @param {Announce} announce tells who cannot see
 */
export function watchRow(answer, asked, announce) {
  if (asked.until) return [];
  const status = element("span", { className: "told" });
  const press = async () => {
    const { words, id } = await watched({ question: understood(answer, asked), since: asked.since, sources: asked.sources });
    const link = id ? [" ", element("a", { href: `#manage?watch=${encodeURIComponent(id)}` }, strings.seeWatch)] : [];
    status.replaceChildren(words, ...link);
    announce(words);
  };
  const properties = { className: "plain", title: strings.watchMeans };
  return [element("div", { className: "watching quiet" }, button(strings.watchIt, press, properties), status)];
}

/**
 * What came of it in words, and the id of the watch that there is now.
 * @param {{question: string, since: string | null, sources: string[]}} body
 */
async function watched(body) {
  try {
    const { watch, isNew } = await watchQuestion(body);
    return { words: isNew ? strings.isWatched : strings.wasWatched, id: watch.id };
  } catch (error) {
    return { words: messageOf(error), id: null };
  }
}
