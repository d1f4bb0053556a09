/** Sentences that differ between two versions of an article: what each was and is; pressing one opens it in its version. */

import { changed } from "../lib/text.js";
import { button, element } from "../lib/element.js";
import { strings } from "../lib/strings.js";

/** A list of definitions for each change. `read(place)` opens the article on a sentence, in the version that has it. */
export function changeList(changes, versions, read) {
  return changes.map((change) => element("dl", {}, ...lines(change, versions, read)));
}

/** One line for a sentence that came in or went out; else two. */
function lines(change, { article, from, to }, read) {
  const was = { text: change.before, start: change.before_start, end: change.before_end };
  const is = { text: change.after, start: change.after_start, end: change.after_end };
  const line = (label, shown, span, number) => {
    const place = { article, version: number, spans: [{ ...span, current: true }] };
    const sentence = button(shown, (opener) => read({ ...place, opener }), { className: "title", dir: "auto" });
    return [element("dt", {}, label), element("dd", {}, sentence)];
  };
  if (was.text === null) return line(strings.added, [is.text], is, to);
  if (is.text === null) return line(strings.removed, [was.text], was, from);
  const [before, after] = changed(was.text, is.text);
  return [...line(strings.was, marked("del", before), was, from), ...line(strings.isNow, marked("ins", after), is, to)];
}

function marked(tag, [before, middle, after]) {
  return [before, middle && element(tag, {}, middle), after];
}
