/** What changed of a standing question: the cited sentences that came and went; pressing one opens its article on it. */

import { button, dotted, element } from "../lib/element.js";
import { feedAddress, watchAlone } from "./watch-api.js";
import { origin } from "../lib/places.js";
import { strings } from "../lib/strings.js";
import { time } from "../lib/dates.js";

/** @import { CitedSentence, WatchSummary, WatchUpdate } from "../lib/schema" */
/** @import { Opener, Read, WordsFor } from "../lib/types" */

const SHOWN = 5; // updates; the others come with a press

/**
 * A panel with that id for a watch; `read(watch)` reads its updates again when there are more.
 * @param {string} id
 * @param {Read} open opens an article
 * @param {WordsFor} wordsFor
 */
export function updatesPanel(id, open, wordsFor) {
  const trouble = element("p", { className: "quiet" });
  const list = element("ol");
  const more = element("p");
  const feed = element("p", { className: "quiet" });
  const panel = element("div", { id, className: "checks updates", role: "group" }, trouble, list, more, feed);
  /** @type {number | null} */
  let shown = null; // the number of the last update
  let all = false;

  /** @param {WatchSummary} watch */
  async function read({ id: watch, question, updates: last }) {
    panel.ariaLabel = strings.changesOf(question);
    if (shown === last) return;
    shown = last;
    const address = feedAddress(watch);
    feed.replaceChildren(strings.feedIs, element("a", { href: address }, address), ". ", strings.feedKey);
    try {
      const { updates } = await watchAlone(watch);
      trouble.textContent = updates.length ? "" : strings.nothingCited;
      draw(updates);
    } catch (error) {
      shown = null;
      trouble.textContent = wordsFor(error);
    }
  }

  /** @param {WatchUpdate[]} updates */
  function draw(updates) {
    const items = updates.slice(0, all ? updates.length : SHOWN).map((update) => item(update, open));
    list.replaceChildren(...items);
    const showAll = () => {
      all = true;
      draw(updates);
      const next = list.children[SHOWN];
      if (next instanceof HTMLElement) next.focus({ preventScroll: true }); // what was pressed is gone
    };
    more.replaceChildren(...(items.length < updates.length ? [button(strings.allChanges(updates.length), showAll)] : []));
  }

  return { panel, read };
}

/**
 * @param {WatchUpdate} update
 * @param {Read} open
 */
function item({ number, at, outcome, old, new: fresh }, open) {
  const refused = outcome === "answered" ? null : element("b", {}, strings.noAnswerNow);
  const when = dotted(number === 1 ? strings.firstAnswer : null, time(at, "medium"), refused);
  const lines = [...fresh.flatMap((one) => line(strings.newSentence, one, open)), ...old.flatMap((one) => line(strings.goneSentence, one, open))];
  return element("li", { tabIndex: -1 }, element("p", { className: "quiet" }, ...when), element("dl", {}, ...lines));
}

/**
 * @param {string} label
 * @param {CitedSentence} sentence
 * @param {Read} open
 */
function line(label, sentence, open) {
  const press = (/** @type {Opener} */ opener) => open({ ...placeOf(sentence), opener });
  const words = button(sentence.text || sentence.cited_text, press, { className: "title", dir: "auto", title: sentence.title });
  return [element("dt", {}, label), element("dd", {}, words, element("p", { className: "quiet" }, ...origin(sentence)))];
}

/** @param {CitedSentence} sentence */
function placeOf({ article_id: article, version, source_start: start, source_end: end, cited_text: text }) {
  return { article, version, spans: [{ start, end, text, current: true }] };
}
