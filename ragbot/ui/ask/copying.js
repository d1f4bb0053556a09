/** An answer to take along: as text or Markdown with its citations, or as a link that asks the question again. */

import { asMarkdown, asText } from "./answer-text.js";
import { button, element } from "../lib/element.js";
import { linkTo } from "../lib/question-link.js";
import { strings } from "../lib/strings.js";

/** @import { Announce, LimitedQuestion } from "../lib/types" */
/** @import { AnswerBody } from "../lib/schema" */

/**
 * The row of things to do with an answer. `again()` asks once more, `announce(words)` tells who cannot see, `checked()`
 * resolves to what became of its sources since, in sentences.
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 * @param {() => void} again
 * @param {Announce} announce
 * @param {() => Promise<string[]>} checked
 */
export function copyButtons(answer, asked, again, announce, checked) {
  const status = element("span", { className: "told" });
  const row = element("div", { className: "clippings quiet" });
  const tell = (/** @type {string} */ words) => {
    status.replaceChildren(words);
    announce(words);
  };
  /** @type {[string, () => string | Promise<string>][]} */
  const ways = [
    [strings.copyText, async () => asText(answer, asked, await checked())],
    [strings.copyMarkdown, async () => asMarkdown(answer, asked, await checked())],
    [strings.copyLink, () => linkTo({ ...asked, question: understood(answer, asked) })],
  ];
  for (const [name, made] of ways) row.append(button(name, async () => tell(await copy(await made(), row))));
  row.append(button(strings.again, again), status);
  return row;
}

/**
 * What asks for the same in a new conversation: of a follow-up, the question as it was understood.
 * @param {AnswerBody} answer
 * @param {LimitedQuestion} asked
 */
export function understood({ standalone_question: standalone }, { question }) {
  return typeof standalone === "string" && standalone.trim() ? standalone : question;
}

/**
 * Into the clipboard; where the browser forbids that, into a box from which the reader can copy.
 * @param {string} text
 * @param {HTMLElement} row
 */
async function copy(text, row) {
  row.querySelector("textarea")?.remove();
  try {
    await navigator.clipboard.writeText(text);
    return strings.copied;
  } catch {
    const box = element("textarea", { readOnly: true, rows: 6, value: text, "aria-label": strings.copyYourself });
    row.append(box);
    box.select();
    box.focus();
    return strings.copyYourself;
  }
}
