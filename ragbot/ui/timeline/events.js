/** The articles that bear on an answer, each once, with the day on which it was published. */

import { place, relatedPlace, sameArticle } from "../lib/places.js";

/** @import { ReadingPlace } from "../lib/types" */
/** @import { AlsoIn, AnswerBody, Citation, EvidenceBody, Source, Statement } from "../lib/schema" */

/** @typedef {"cited" | "differs" | "related" | "copy"} Kind how an article bears on the answer */

/**
 * @typedef {object} Event
 * @property {string} article its id
 * @property {string} title
 * @property {string} source
 * @property {string | null} published
 * @property {string | null} day when it was published, by the publisher's clock; null when that is unknown or no date
 * @property {Kind} kind
 * @property {ReadingPlace} place where it opens
 */

/**
 * Cited ones first, then what tells it differently, copies, and what is related: the first kind of an article counts.
 * @param {AnswerBody} answer
 * @returns {Event[]}
 */
export function eventsOf({ sources, citations, conflicts, related }) {
  const found = [
    ...sources.map((source) => cited(source, citations.filter((citation) => sameArticle(citation, source)))),
    ...conflicts.flatMap(({ statements }) => statements.map((one) => event(one, "differs", place(one, [one], [one])))),
    ...related.map((one) => event(one, "related", relatedPlace(one))),
    ...[...sources, ...related].flatMap(({ also_in: copies }) => (copies ?? []).map(copy)),
  ];
  return [...new Map(found.toReversed().map((one) => [one.article, one])).values()].toReversed();
}

/**
 * @param {Source} source
 * @param {Citation[]} citations
 */
function cited(source, citations) {
  return event(source, "cited", place(source, citations, citations.slice(0, 1)));
}

/** @param {AlsoIn} one */
function copy(one) {
  return event(one, "copy", { article: one.article_id, version: null, spans: [] });
}

/**
 * @param {Source | Statement | EvidenceBody | AlsoIn} article
 * @param {Kind} kind
 * @param {ReadingPlace} where
 * @returns {Event}
 */
function event({ article_id: article, title, source, published }, kind, where) {
  return { article, title, source, published, day: day(published), kind, place: where };
}

/**
 * The day that is written beside it, by the publisher's clock. Null when it is unknown, or no date.
 * @param {string | null} published
 */
function day(published) {
  return published && !Number.isNaN(Date.parse(published)) ? published.slice(0, 10) : null;
}
