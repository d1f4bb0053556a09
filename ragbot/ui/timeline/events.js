/** The articles that bear on an answer, each once, with the day on which it was published. */

import { place, relatedPlace, sameArticle } from "../lib/places.js";

/** Cited ones first, then what tells it differently, copies, and what is related: the first kind of an article counts. */
export function eventsOf({ sources, citations, conflicts, related }) {
  const found = [
    ...sources.map((source) => cited(source, citations.filter((citation) => sameArticle(citation, source)))),
    ...conflicts.flatMap(({ statements }) => statements.map((one) => event(one, "differs", place(one, [one], [one])))),
    ...related.map((one) => event(one, "related", relatedPlace(one))),
    ...[...sources, ...related].flatMap(({ also_in: copies }) => (copies ?? []).map(copy)),
  ];
  return [...new Map(found.toReversed().map((one) => [one.article, one])).values()].toReversed();
}

function cited(source, citations) {
  return event(source, "cited", place(source, citations, citations.slice(0, 1)));
}

function copy(one) {
  return event(one, "copy", { article: one.article_id, version: null, spans: [] });
}

function event({ article_id: article, title, source, published }, kind, where) {
  return { article, title, source, published, day: day(published), kind, place: where };
}

/** The day that is written beside it, by the publisher's clock. Null when it is unknown, or no date. */
function day(published) {
  return Number.isNaN(Date.parse(published ?? "")) ? null : published.slice(0, 10);
}
