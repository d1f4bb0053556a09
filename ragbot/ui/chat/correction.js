/** What a publisher corrected in a cited article: their words, and what the sentences were and are. */

import { changed } from "./text.js";
import { element } from "./element.js";
import { strings } from "./strings.js";

const SHOWN = 3; // changes; the others are folded

/** `read(place)` opens the article on a sentence, in the version that has it. */
export function correctionNote(correction, source, read) {
  const changes = correction.changes.map((change) => element("dl", {}, ...lines(change, correction, source, read)));
  const note = correction.note ? element("p", { dir: "auto" }, correction.note) : null;
  const parts = [element("h4", {}, strings.corrected), note, ...changes.slice(0, SHOWN), folded(changes.slice(SHOWN))];
  return element("div", { className: "correction" }, ...parts);
}

function folded(changes) {
  if (!changes.length) return null;
  return element("details", {}, element("summary", {}, strings.moreChanges(changes.length)), ...changes);
}

/** What a sentence was and is; one line for a sentence that came in or went out. */
function lines(change, { from_version: from }, { article_id: article, version }, read) {
  const was = { text: change.before, start: change.before_start, end: change.before_end };
  const is = { text: change.after, start: change.after_start, end: change.after_end };
  const line = (label, shown, span, number) => {
    const button = element("button", { type: "button", className: "title", dir: "auto" }, ...shown);
    const place = { article, version: number, spans: [{ ...span, current: true }], opener: button };
    button.addEventListener("click", () => read(place));
    return [element("dt", {}, label), element("dd", {}, button)];
  };
  if (was.text === null) return line(strings.added, [is.text], is, version);
  if (is.text === null) return line(strings.removed, [was.text], was, from);
  const [before, after] = changed(was.text, is.text);
  return [...line(strings.was, marked("del", before), was, from), ...line(strings.isNow, marked("ins", after), is, version)];
}

function marked(tag, [before, middle, after]) {
  return [before, middle && element(tag, {}, middle), after];
}
