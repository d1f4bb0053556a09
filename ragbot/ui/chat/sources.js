/** The numbered sources of an answer, and the passages that are related but prove nothing. */

import { correctionNote } from "./correction.js";
import { time } from "./dates.js";
import { beginning, points } from "./text.js";
import { dotted, element, foreign } from "./element.js";
import { strings } from "./strings.js";

const EXCERPT = 320; // code points of a related passage

/** "The Harbour Post · 3 May 2025" for a source, a citation or a related passage. */
export function origin({ source, published }) {
  return dotted(foreign(source || strings.outletUnknown), time(published, "medium"));
}

/** The list under an answer. `read(place)` opens an article. */
export function sourceList({ sources, citations, corrections }, read) {
  const items = sources.map((source) => {
    const spans = citations.filter((citation) => sameArticle(citation, source));
    return element(
      "li",
      { value: source.number },
      opener(source, (button) => read({ ...place(source, spans, spans.slice(0, 1)), opener: button })),
      element("p", { className: "quiet" }, ...origin(source)),
      alsoIn(source.also_in, read),
      ...corrections.filter(({ number }) => number === source.number).map((one) => correctionNote(one, source, read)),
    );
  });
  return element("section", { className: "sources" }, element("h3", {}, strings.sources), element("ol", {}, ...items));
}

/** The passages shown when nothing is answered. */
export function relatedList(related, read) {
  const items = related.map((evidence) =>
    element(
      "li",
      {},
      opener(evidence, (button) => read({ ...relatedPlace(evidence), opener: button })),
      element("p", { className: "quiet" }, ...origin(evidence)),
      element("blockquote", { dir: "auto" }, beginning(evidence.text, EXCERPT)),
      alsoIn(evidence.also_in, read),
    ),
  );
  const head = [element("h3", {}, strings.related), element("p", { className: "quiet" }, strings.relatedNote)];
  return element("section", { className: "related" }, ...head, element("ul", {}, ...items));
}

export function sameArticle(one, other) {
  return one.article_id === other.article_id && one.version === other.version;
}

/** Where to open the article: all cited spans are marked, those in `current` most. */
export function place(source, citations, current) {
  return {
    article: source.article_id,
    version: source.version,
    spans: citations.map((citation) => ({
      start: citation.source_start,
      end: citation.source_end,
      text: citation.cited_text,
      current: current.includes(citation),
    })),
  };
}

function relatedPlace({ article_id, version, start, end, text }) {
  return { article: article_id, version, spans: [{ start, end: end ?? start + points(text), text, current: true }] };
}

function opener({ title }, open) {
  const button = element("button", { type: "button", className: "title", dir: "auto" }, title || strings.untitled);
  button.addEventListener("click", () => open(button));
  return button;
}

function alsoIn(copies = [], read) {
  if (!copies.length) return null;
  const links = copies.flatMap((copy, index) => [index ? ", " : "", copyOpener(copy, read)]);
  return element("p", { className: "quiet also" }, strings.alsoIn, ...links);
}

function copyOpener(copy, read) {
  const name = foreign(copy.source || strings.outletUnknown);
  const button = element("button", { type: "button", className: "plain", title: copy.title }, name);
  button.addEventListener("click", () => read({ article: copy.article_id, version: null, spans: [], opener: button }));
  return element("span", {}, button, " (", time(copy.published, "medium"), ")");
}
