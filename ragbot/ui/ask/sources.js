/** The numbered sources of an answer, and the passages that are related but prove nothing. */

import { alsoIn, origin, place, relatedPlace, sameArticle } from "../lib/places.js";
import { button, element, quotation } from "../lib/element.js";
import { beginning } from "../lib/text.js";
import { correctionNote } from "./correction.js";
import { strings } from "../lib/strings.js";
import { webAddress } from "../lib/web-address.js";

/** @import { Opener, Read } from "../lib/types" */
/** @import { Child } from "../lib/element.js" */
/** @import { AlsoIn, AnswerBody, Citation, EvidenceBody, Source } from "../lib/schema" */

const EXCERPT = 320; // code points of a related passage

/**
 * The list under an answer. `read(place)` opens an article.
 * @param {AnswerBody} answer
 * @param {Read} read
 */
export function sourceList({ sources, citations, corrections }, read) {
  const items = sources.map((source) => {
    const spans = citations.filter((citation) => sameArticle(citation, source));
    return element(
      "li",
      { value: source.number },
      titled(source, (opener) => read({ ...place(source, spans, spans.slice(0, 1)), opener })),
      element("p", { className: "quiet" }, ...origin(source)),
      alsoIn(source.also_in, read),
      ...onPaper(source, spans),
      ...corrections.filter(({ number }) => number === source.number).map((one) => correctionNote(one, source, read)),
    );
  });
  return element("section", { className: "sources" }, element("h3", {}, strings.sources), element("ol", {}, ...items));
}

/**
 * The address and the cited words, for a page that is printed: paper cannot be pressed.
 * @param {Source} source
 * @param {Citation[]} citations
 */
function onPaper({ url }, citations) {
  const quotes = [...new Set(citations.map(({ cited_text: text }) => text))];
  const printed = (/** @type {"p" | "blockquote"} */ tag, /** @type {Child} */ text) => element(tag, { className: "printed", dir: "auto" }, text);
  const address = webAddress(url);
  return [...(address ? [printed("p", address.href)] : []), ...quotes.map((text) => printed("blockquote", quotation(text)))];
}

/**
 * The passages shown when nothing is answered.
 * @param {EvidenceBody[]} related
 * @param {Read} read
 */
export function relatedList(related, read) {
  const items = related.map((evidence) =>
    element(
      "li",
      {},
      titled(evidence, (opener) => read({ ...relatedPlace(evidence), opener })),
      element("p", { className: "quiet" }, ...origin(evidence)),
      element("blockquote", { dir: "auto" }, beginning(evidence.text, EXCERPT)),
      alsoIn(evidence.also_in, read),
    ),
  );
  const head = [element("h3", {}, strings.related), element("p", { className: "quiet" }, strings.relatedNote)];
  return element("section", { className: "nearest" }, ...head, element("ul", {}, ...items));
}

/**
 * Articles of other stories, of which nothing stands in the answer.
 * @param {AlsoIn[]} others
 * @param {Read} read
 */
export function otherStories(others, read) {
  const items = others.map((other) =>
    element(
      "li",
      {},
      titled(other, (opener) => read({ article: other.article_id, version: null, spans: [], opener })),
      element("p", { className: "quiet" }, ...origin(other)),
    ),
  );
  return element("section", { className: "related others" }, element("h3", {}, strings.others), element("ul", {}, ...items));
}

/**
 * @param {{title: string}} article
 * @param {(opener: Opener) => unknown} open
 */
function titled({ title }, open) {
  return button(title || strings.untitled, open, { className: "title", dir: "auto" });
}
