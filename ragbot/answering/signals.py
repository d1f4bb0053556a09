"""Signals that the evidence answers the question: a dozen figures from its words, its meaning and time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ragbot.answering.question_terms import QuestionTerms, stem_of, told_words
from ragbot.answering.ranker import best_reading
from ragbot.answering.retrieve import NEWS, freshness
from ragbot.types import Evidence, SearchResult, Version

READ = 20_000
"""Characters of an article whose words count."""
STALE = 30
"""Days after which an article's "now" or "last week" means another week."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of a question and its evidence. Shares are of its words' weight; "best" is of most support."""

    cosine: float
    """The cosine of the best passage."""
    passage: float
    """The largest share that a passage with its headline has."""
    article: float
    """The share that the best passage's whole article has."""
    detail: float
    """Of the words that the headline lacks, the share that the article has; 1 when the headline lacks none."""
    fresh: float
    """The freshness of the best passage, from 0 to 1."""
    stale: float
    """1 when the question names a time and the best passage was published long before it."""
    plain: float
    """The share of the words other than names that the article has; 1 when there are none."""
    untold: float
    """The share, of all words, of those other than names that the article lacks: a detail, or a long paraphrase."""
    formless: float
    """1 when the article's passages have no value of the form that the question asks for."""
    answer: float
    """The logit of the sentence that, by the cross-encoder, answers best."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as the question sees it."""

    evidence: Evidence
    title: frozenset[str]
    passage: frozenset[str]
    article: frozenset[str]
    """The question's words that passage, headline and article have; each includes those of the one before."""
    support: float
    """The sum, 0 to 2.25, of its cosine, the share of the words that its article has, and its freshness."""


def seen(terms: QuestionTerms, result: SearchResult) -> list[Piece]:
    """Return the pieces of evidence as the question sees them, in their order."""
    articles = {p.version.article_id: told_words(p.version.text[:READ], terms) for p in result.evidence}
    return [_seen(piece, articles[piece.version.article_id], terms, result) for piece in result.evidence]


def _seen(piece: Evidence, article: frozenset[str], terms: QuestionTerms, result: SearchResult) -> Piece:
    title = told_words(piece.version.title, terms)
    passage = title | told_words(piece.passage.text, terms)
    fresh = NEWS * freshness(piece.version.published, result.days)
    return Piece(piece, title, passage, passage | article, piece.similarity + terms.share(passage | article) + fresh)


def signals(terms: QuestionTerms, result: SearchResult, pieces: list[Piece], text: str = "") -> Signals:
    """Return the signals of a question with words to look for, and at least one piece."""
    best = max(pieces, key=lambda piece: piece.support)
    version, told, every = best.evidence.version, best.article, frozenset(terms.weights)
    own = [piece.evidence for piece in pieces if piece.evidence.version.article_id == version.article_id]
    names = terms.names | _capital_only(every - terms.names, {p.evidence.version.text[:READ] for p in pieces})
    plain, beyond = every - names, every - best.title
    return Signals(
        cosine=best.evidence.similarity,
        passage=max(terms.share(piece.passage) for piece in pieces),
        article=terms.share(told),
        detail=terms.part(beyond & told, beyond),
        fresh=freshness(version.published, result.days),
        stale=float(_is_stale(version, result)),
        plain=terms.part(plain & told, plain),
        untold=terms.share(plain - told),
        answer=best_reading(text or result.topic, result.evidence),
        formless=float(terms.form is not None and not any(terms.form.search(p.passage.text) for p in own)),
    )


def _capital_only(stems: frozenset[str], texts: Iterable[str]) -> frozenset[str]:
    """Return the stems that the texts write only with a capital, as names: readers often type them small."""
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    capital = {stem_of(word) for word in words if word[0].isupper()}
    return stems & capital - {stem_of(word) for word in words if not word[0].isupper()}


def _is_stale(version: Version, result: SearchResult) -> bool:
    timed = result.newest or result.about.since or result.about.until
    if not timed or not result.days.until or not version.published:
        return bool(timed)
    return (date.fromisoformat(result.days.until) - date.fromisoformat(version.published[:10])).days > STALE
