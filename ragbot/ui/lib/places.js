/** Where a citation stands: its outlet and day, its article, its place in that, and the copies in other outlets. */

import { button, dotted, element, foreign } from "./element.js";
import { points } from "./text.js";
import { strings } from "./strings.js";
import { published as whenPublished } from "./dates.js";

/** @import { Opener, Read, ReadingPlace } from "./types" */
/** @import { AlsoIn, Citation, EvidenceBody, Opinion, Source, Statement } from "./schema" */

/**
 * "The Harbour Post · 3 May 2025 · Opinion by Mira Holt" for a source, a citation or a related passage.
 * @param {{source: string, published: string | null, opinion?: Opinion | null, partial?: boolean}} article
 */
export function origin({ source, published, opinion, partial }) {
  const said = opinion && foreign(strings.opinion(opinion.kind, opinion.author));
  return dotted(foreign(source || strings.outletUnknown), whenPublished(published, "medium"), said, partial ? strings.onlyBegins : null);
}

/**
 * @param {{article_id: string, version: number}} one
 * @param {{article_id: string, version: number}} other
 */
export function sameArticle(one, other) {
  return one.article_id === other.article_id && one.version === other.version;
}

/**
 * Where to open the article: all cited spans are marked, those in `current` most.
 * @template {Citation | Statement} Cited
 * @param {Source | Statement} source
 * @param {Cited[]} citations
 * @param {Cited[]} current
 * @returns {ReadingPlace}
 */
export function place(source, citations, current) {
  return {
    article: source.article_id,
    version: source.version,
    alsoIn: "also_in" in source ? source.also_in : [],
    spans: citations.map((citation) => ({
      start: citation.source_start,
      end: citation.source_end,
      text: citation.cited_text,
      current: current.includes(citation),
    })),
  };
}

/**
 * @param {EvidenceBody} evidence
 * @returns {ReadingPlace}
 */
export function relatedPlace({ article_id, version, start, end, text, also_in }) {
  return { article: article_id, version, alsoIn: also_in, spans: [{ start, end: end ?? start + points(text), text, current: true }] };
}

/**
 * The other outlets that carry it.
 * @param {AlsoIn[] | undefined} copies
 * @param {Read} read
 */
export function alsoIn(copies = [], read) {
  if (!copies.length) return null;
  const links = copies.flatMap((copy, index) => [index ? ", " : "", copyOpener(copy, read)]);
  return element("p", { className: "quiet also" }, strings.alsoIn, ...links);
}

/**
 * @param {AlsoIn} copy
 * @param {Read} read
 */
function copyOpener(copy, read) {
  const name = foreign(copy.source || strings.outletUnknown);
  const open = (/** @type {Opener} */ opener) => read({ article: copy.article_id, version: null, spans: [], opener });
  return element("span", {}, button(name, open, { className: "plain", title: copy.title }), " (", whenPublished(copy.published, "medium"), ")");
}
