/** An article that was found: its title and excerpts with the hits marked, and a way to read it on the first of them. */

import { button, dotted, element } from "../lib/element.js";
import { pieces, unitOffsets } from "../lib/text.js";
import { origin } from "../lib/places.js";
import { strings } from "../lib/strings.js";

/** @import { Read, ReadingPlace } from "../lib/types" */
/** @import { Excerpt, ListedArticle, Place } from "../lib/schema" */

/**
 * `read(place)` opens the article.
 * @param {ListedArticle} article
 * @param {Read} read
 */
export function hit(article, read) {
  const { id, title, title_hits: hits, excerpts, language, state } = article;
  const name = title ? marked(title, 0, hits) : [strings.untitled];
  const properties = { className: "title", dir: "auto", id: `found-${id}`, lang: language };
  const headline = button(name, (opener) => read({ ...placeOf(article), opener }), properties);
  const became = state === "live" ? null : strings.stateNames[state];
  const where = dotted(element("span", {}, ...origin(article)), became && element("strong", {}, became));
  const quote = excerpts.length ? element("blockquote", { dir: "auto", lang: language }, ...quoted(excerpts)) : null;
  return element("li", {}, headline, element("p", { className: "quiet" }, ...where), quote);
}

/** @param {Excerpt[]} excerpts */
function quoted(excerpts) {
  const end = /[.!?…]["”’»]?\s*$/.test(excerpts[excerpts.length - 1].text) ? "" : " …"; // "closed.”"
  const parts = excerpts.flatMap(({ start, text, hits }) => [start ? "… " : "", ...marked(text, start, hits), " "]);
  return [...parts, end];
}

/**
 * A text that begins at the code point `from` of the whole, with the hits in <mark>.
 * @param {string} text
 * @param {number} from
 * @param {Place[]} hits
 */
function marked(text, from, hits) {
  const units = unitOffsets(text);
  const spans = hits.map(({ start, end }) => ({ start: units(start - from), end: units(end - from) }));
  return pieces(text, 0, spans).map((piece) => (piece.spans.length ? element("mark", {}, piece.text) : piece.text));
}

/**
 * Where the article opens: all hits of the excerpts are marked, the first one most.
 * @param {ListedArticle} article
 * @returns {ReadingPlace}
 */
function placeOf({ id, version, excerpts }) {
  const spans = excerpts.flatMap(({ start: from, text, hits }) => {
    const characters = [...text];
    return hits.map(({ start, end }) => ({ start, end, text: characters.slice(start - from, end - from).join("") }));
  });
  return { article: id, version, spans: spans.map((span, index) => ({ ...span, current: index === 0 })) };
}
