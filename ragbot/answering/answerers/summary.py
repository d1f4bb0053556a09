"""A summary of one story: its newest state, then the facts that most of its articles tell, in the order of time."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ragbot.answering.answerers.lines import Line, is_said, words_of
from ragbot.answering.answerers.telling import news_within, stands_alone, telling
from ragbot.answering.headlines import is_round_up
from ragbot.answering.stories import Key, key_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Opening
from ragbot.reading.sentences import Span
from ragbot.reading.words import stem, terms_of
from ragbot.types import Evidence

MOST_SENTENCES, MOST_OF_ONE = 6, 2
"""Of a summary, and of one article in it."""
LENGTH = 0.6
"""The power of its length that a sentence's worth is divided by: 0 prefers the longest, 1 the densest."""
EARLY, TELLS = 1.3, 1.3
"""What it is worth to stand in the opening of its article, and to tell how many or why."""
_TELLS = re.compile(
    r"\b(?:because|due to|following|since|caused?|sparked|triggered|prompted|killed|died|deaths?|injured|(?:m|b)illion"
    r"|thousands|hundreds|dozens)\b|\d"
)
"""As in "Nine died because it sank."."""
ONE_ARTICLE = 0.05
"""What a word is worth that only one article tells: next to nothing, but more than no word."""
MOST_WEIGHED = 60
"""Words whose rarity is looked up, those that most articles tell: 0.2 ms each at 1,000 articles."""


@dataclass(frozen=True, slots=True)
class Topical:
    """An article about the topic, with the best passage that was found of it."""

    article: Opening
    piece: Evidence


@dataclass(frozen=True, slots=True)
class _Sentence:
    key: Key
    span: Span
    day: str | None
    words: frozenset[str]
    terms: tuple[str, ...]
    text: str

    @property
    def line(self) -> Line:
        return Line(self.key, self.span, self.text, self.day, "")


def summary_lines(archive: Archive, topic: str, about: Sequence[Topical]) -> list[Line]:
    """The newest article's lead; then up to five sentences, each of which tells most of what is not told yet."""
    wanted = words_of(topic)
    newest = sorted(about, key=lambda one: one.article.published or "", reverse=True)
    first = next((lead for one in newest if (lead := _lead(one, wanted))), None)
    if first is None:
        return []
    possible = [sentence for one in about for sentence in _sentences(one) if _is_about(sentence, one, wanted)]
    chosen = _chosen(first, possible, _weights(archive, possible))
    later = sorted(chosen[1:], key=lambda sentence: (sentence.day or "", sentence.key, sentence.span))
    return [sentence.line for sentence in (first, *later)]


def _lead(one: Topical, words: set[str]) -> _Sentence | None:
    """What tells its story, if that is the topic; else its first sentence about it, as of a round-up."""
    article = one.article
    span = None if is_round_up(article.title) else telling(article.text, article.title, article.language)
    lead = _sentence(one, article.text, span) if span else None
    if lead and _is_about(lead, one, words):
        return lead
    return next((sentence for sentence in _sentences(one) if words <= sentence.words), None)


def _is_about(sentence: _Sentence, one: Topical, words: set[str]) -> bool:
    """It has a word of the topic; or its article is about it by the headline, and it is about the headline."""
    title = words_of(one.article.title)
    of_title = 2 * len(title & words) >= len(words) and not is_round_up(one.article.title)
    return bool(sentence.words & (words | title if of_title else words))


def _sentence(one: Topical, text: str, span: Span) -> _Sentence:
    told = text[slice(*span)]
    return _Sentence(
        key_of(one.article), span, one.article.published, frozenset(words_of(told)), tuple(terms_of(told)), told
    )


EARLY_END, READ = 700, 2_000
"""Characters of an article in which it tells what matters most, and in which its sentences come into question."""


def _sentences(one: Topical) -> Iterator[_Sentence]:
    """What can be quoted of its opening and of the passage that was found; of a round-up of the passage alone."""
    version, passage = one.piece.version, one.piece.passage
    spans = {*news_within(version.text, passage.start, passage.end, version.language)}
    if not is_round_up(version.title):
        spans |= {*news_within(version.text, 0, min(READ, len(version.text)), version.language)}
    for span in sorted(spans):
        if span[1] - span[0] >= SHORTEST and stands_alone(version.text[slice(*span)]):
            yield _sentence(one, version.text, span)


SHORTEST = 60
"""Characters of a sentence that tells enough for a summary."""


def _weights(archive: Archive, possible: Sequence[_Sentence]) -> dict[str, float]:
    """What each word is worth: the articles that tell it, but for one, and how rare it is in the archive."""
    articles: dict[str, set[Key]] = {}
    for sentence in possible:
        for term in sentence.terms:
            articles.setdefault(term, set()).add(sentence.key)
    often = sorted((term for term, keys in articles.items() if len(keys) > 1), key=lambda term: -len(articles[term]))
    weights: dict[str, float] = {}
    for term, rarity in archive.rarity(often[:MOST_WEIGHED]).items():
        weights[stem(term)] = weights.get(stem(term), 0.0) + (len(articles[term]) - 1) * rarity
    return weights


def _chosen(first: _Sentence, possible: Sequence[_Sentence], weights: Mapping[str, float]) -> list[_Sentence]:
    """Greedy: each next one has the most of the story, in proportion to its length, that was not told yet."""
    chosen, told = [first], set(first.words)
    while len(chosen) < MOST_SENTENCES:
        of_article = Counter(sentence.key for sentence in chosen)
        lines = [sentence.line for sentence in chosen]
        left = [s for s in possible if of_article[s.key] < MOST_OF_ONE and not is_said(s.line, lines)]
        best = max(left, key=lambda s: _worth(s, told, weights), default=None)
        if best is None:
            break
        chosen.append(best)
        told |= best.words
    return chosen


def _worth(sentence: _Sentence, words: set[str], weights: Mapping[str, float]) -> float:
    new = sum(weights.get(word, ONE_ARTICLE) for word in sentence.words - words)
    new *= (EARLY if sentence.span[0] < EARLY_END else 1.0) * (TELLS if _TELLS.search(sentence.text) else 1.0)
    return new / math.pow(len(sentence.text), LENGTH)
