"""Suggested questions: made from articles by rule, and shown only when the archive answers them from those articles."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from ragbot.answering.quotable import Quote
from ragbot.archive.archive import Archive
from ragbot.archive.listing import Filter
from ragbot.archive.tables import VISIBLE
from ragbot.models.embeddings import Vectors
from ragbot.reading.asking import LONGEST, Kind, Proposal, is_english, proposals
from ragbot.reading.pronouns import refers_back
from ragbot.reading.time_windows import time_words
from ragbot.reading.words import stems, terms_of
from ragbot.timestamps import asked_on, end_of
from ragbot.types import ArticleSummary, Evidence, Question, Version, Window

MOST_ASKED = 20
"""Earlier questions, and articles to draw on."""
MOST_CHECKED, MOST_HEADLINES = 8, 2
"""Questions that are checked for one request, and those of them kept back for headlines, the last resort. Each takes
as long as it takes to quote an answer."""
MOST_LOOKED_AT = 30
"""Questions that are compared with those asked."""
LONGEST_ASKED = 2 * LONGEST
"""Characters of an earlier question that are compared; none that is longer is the same as one that we suggest."""
LISTED, READ = 60, 9
"""Of the newest articles: among how many outlets and days are spread, and how many are read."""
NEAR = 0.9
"""Cosine from which a question is the same as one that was asked."""


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A span of an article that an answer has quoted."""

    article_id: str
    version: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SuggestionScope:
    """What questions are to be about."""

    articles: tuple[tuple[str, int], ...] = ()
    """Ids and versions; empty means the newest ones."""
    questions: tuple[str, ...] = ()
    """The conversation's questions so far: none of them comes again."""
    used: tuple[QuotedSpan, ...] = ()
    """What has been quoted already: a question must lead on from it."""
    window: Window = field(default_factory=Window)
    sources: tuple[str, ...] = ()
    asked_on: str | None = None
    as_of: str | None = None
    limit: int = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that the archive answers, and the article that it was made from."""

    question: str
    article_id: str
    version: int
    title: str
    source: str
    published: str | None


Quoting = Callable[[Question], Sequence[tuple[Evidence, Quote]]]
"""What would be quoted for a question; nothing when it would not be answered."""


def suggestions(
    archive: Archive, scope: SuggestionScope, quoting: Quoting, known: KnownVectors | None = None
) -> tuple[Suggestion, ...]:
    """At most `wanted.limit` questions, each about something else. Raises QuestionError where asking one would.

    `known` are the vectors of questions that were looked at before.
    """
    known = known or KnownVectors(archive)
    versions = _named_versions(archive, scope) if scope.articles else _newest(archive, scope)
    found: list[Suggestion] = []
    about: list[str] = []
    curious = _Curious(archive, _seen(versions, scope) if scope.articles else None)
    made = (one for one in _in_turn(versions, scope) if curious.asks(*one))
    for proposal, version in _bounded(_new(known, scope, made)):
        if not any(_overlap(proposal.about, one) for one in about) and _is_answered(proposal, version, scope, quoting):
            about.append(proposal.about)
            found.append(_suggestion(proposal.question, version))
        if len(found) == scope.limit:
            break
    return _still(archive, found)  # something may have been retracted while these were made


def _still(archive: Archive, suggestions_: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Those whose article supports answers, as it is called and dated by now."""
    versions = archive.versions([(one.article_id, one.version) for one in suggestions_])
    kept = ((one, versions.get((one.article_id, one.version))) for one in suggestions_)
    return tuple(_suggestion(one.question, version) for one, version in kept if version and version.state in VISIBLE)


def _suggestion(question: str, version: Version) -> Suggestion:
    return Suggestion(question, version.article_id, version.number, version.title, version.source, version.published)


Made = tuple[Proposal, Version]


# The articles


def _named_versions(archive: Archive, scope: SuggestionScope) -> list[Version]:
    """Those that exist and may support answers, in the order given."""
    found = archive.versions(scope.articles)
    versions = [found[key] for key in dict.fromkeys(scope.articles) if key in found]
    return [version for version in versions if version.state in VISIBLE]


def _newest(archive: Archive, scope: SuggestionScope) -> list[Version]:
    """The newest within the limits, spread over outlets and days."""
    window, then = scope.window, end_of(scope.as_of) if scope.as_of else None
    if then:  # what was published later had not been seen
        window = replace(window, until=min(filter(None, (window.until, then[:10]))))
    listed = archive.articles(Filter(sources=scope.sources, window=window), limit=LISTED).articles
    spread = [article for article in _spread(listed) if then is None or article.first_seen <= then][:READ]
    return _named_versions(
        archive, replace(scope, articles=tuple((each.id, _number(archive, each, then)) for each in spread))
    )


def _number(archive: Archive, article: ArticleSummary, then: str | None) -> int:
    """Of the version that readers saw then."""
    found = archive.article(article.id) if then else None
    return max((v.number for v in found[1] if v.seen <= then), default=1) if then and found else article.version


def _spread(articles: Iterable[ArticleSummary]) -> Iterator[ArticleSummary]:
    """The next one is always the newest of those outlets, and then those days, that had the fewest before it."""
    left = list(articles)
    outlets: Counter[str] = Counter()
    days: Counter[str] = Counter()
    while left:
        one = min(left, key=lambda each: (outlets[each.source], days[(each.published or "")[:10]]))
        left.remove(one)
        outlets[one.source] += 1
        days[(one.published or "")[:10]] += 1
        yield one


# The questions


_RANKS: dict[Kind, int] = {"said": 0, "amount": 0, "event": 0, "who": 1, "name": 2, "headline": 9}
"""So many questions of a better kind come before one of this kind."""


def _in_turn(versions: Sequence[Version], scope: SuggestionScope) -> Iterator[Made]:
    """The next one is always from an article, and of a kind, that had the fewest before it; headlines come last."""
    made = [(proposal, version) for version in versions[:READ] for proposal in _unused(version, scope)]
    counts: Counter[str] = Counter()
    while made:
        proposal, version = made.pop(min(range(len(made)), key=lambda i: _turn(made[i], counts)))
        counts[proposal.kind] += 1
        counts[version.article_id] += 1
        yield proposal, version


def _turn(made: Made, counts: Counter[str]) -> tuple[int, ...]:
    kind, article = made[0].kind, made[1].article_id
    return (kind == "headline", counts[article], counts[kind] + _RANKS[kind])


def _unused(version: Version, scope: SuggestionScope) -> Iterator[Proposal]:
    """Those that an answer has not told already."""
    spans = dict.fromkeys(
        (one.start, min(one.end, one.start + LONGEST_USED)) for one in scope.used if _is_of(one, version)
    )
    quoted = [_plain(version.text[start:end]) for start, end in spans]
    for proposal in proposals(version.title, version.text, version.language):
        if not _is_used(proposal, version, scope, quoted):
            yield proposal


LONGEST_USED = 2_000
"""Characters of a quoted span that are compared; a sentence is shorter."""


def _is_used(proposal: Proposal, version: Version, scope: SuggestionScope, quoted: Sequence[str]) -> bool:
    """Whether an answer has told that already: all the sentences that would answer, or what the headline says.

    Who has read an article's headline is led on by nothing but more of it; only in English there is a rule for that.
    """
    if proposal.kind == "headline":
        return bool(quoted) or bool(scope.articles and is_english(version.text, version.language))
    told = [_plain(sentence) for sentence in proposal.answers]
    return bool(told) and all(any(_has(text, sentence) for text in quoted) for sentence in told)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _is_of(one: QuotedSpan, version: Version) -> bool:
    return (one.article_id, one.version) == (version.article_id, version.number)


def _has(one: str, other: str) -> bool:
    """Whether the one is a part of the other, either way; both are plain."""
    return bool(one and other) and (one in other or other in one)


# Whom a person would ask about


@dataclass(frozen=True, slots=True)
class _Curious:
    """A reader who has seen that much. What a spokesman said whom nobody knows, none would think of asking.

    Who has seen nothing yet is shown the headline below a question.
    """

    archive: Archive
    seen: str | None

    def asks(self, proposal: Proposal, version: Version) -> bool:
        if self.seen is None or proposal.kind not in ("said", "who"):
            return True
        shown = f"{version.title}\n{version.text[:OPENING]}\n{self.seen}"
        return proposal.about in shown or (proposal.kind == "said" and self._is_known(proposal.about))

    def _is_known(self, name: str) -> bool:
        return len(self.archive.vocabulary().holding(name.replace('"', " "))) >= KNOWN


OPENING, KNOWN = 400, 4
"""Characters of an article in which it names whom it is about; and articles that name somebody known."""


def _seen(versions: Sequence[Version], scope: SuggestionScope) -> str:
    """What was asked and what was quoted."""
    spans = [version.text[one.start : one.end] for version in versions for one in scope.used if _is_of(one, version)]
    return "\n".join([*scope.questions, *spans])


def _new(known: KnownVectors, scope: SuggestionScope, made: Iterable[Made]) -> Iterator[Made]:
    """Those that stand alone, and are not what was asked already."""
    today = asked_on(Question("", asked_on=scope.asked_on, as_of=scope.as_of))
    asked = [*dict.fromkeys(" ".join(question[:LONGEST_ASKED].split()) for question in scope.questions[-MOST_ASKED:])]
    vectors = known.of(asked)
    words = [_words(question) for question in asked]
    for _, (proposal, version) in zip(range(MOST_LOOKED_AT), made, strict=False):
        question = proposal.question
        if not _stands_alone(proposal, today) or _words(question) in words:
            continue
        if not asked or float(np.max(vectors @ known.of([question])[0])) < NEAR:
            yield proposal, version


def _stands_alone(proposal: Proposal, today: date) -> bool:
    """Whether it needs no earlier question, and names no time: that would be counted from today."""
    timed = proposal.kind != "headline" and time_words(proposal.question, today).spans
    return not timed and not refers_back(proposal.question, today)


def _words(question: str) -> frozenset[str]:
    return frozenset(stems(" ".join(terms_of(question))))


def _bounded(made: Iterable[Made]) -> Iterator[Made]:
    """So many of them that checking them takes a moment; some places are kept for headlines."""
    checked = headlines = 0
    for proposal, version in made:
        if proposal.kind != "headline" and checked == MOST_CHECKED - MOST_HEADLINES:
            continue
        checked += 1
        headlines += proposal.kind == "headline"
        yield proposal, version
        if checked == MOST_CHECKED:
            return


def _overlap(one: str, other: str) -> bool:
    """Whether both name the same: most words of the shorter one are in the other."""
    a, b = _words(one), _words(other)
    same = 2 * len(a & b) > min(len(a), len(b)) > 0
    return same or _initials(one) == other or _initials(other) == one


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


# The check


def _is_answered(proposal: Proposal, version: Version, scope: SuggestionScope, quoting: Quoting) -> bool:
    """Whether the answer quotes the very article, or a copy of it, where it tells; and something not quoted before."""
    question = Question(proposal.question, scope.window, scope.sources, asked_on=scope.asked_on, as_of=scope.as_of)
    quotes = quoting(question)
    own = [_plain(quote.text) for evidence, quote in quotes if _is_from(evidence, version)]
    tells = any(not proposal.answers or any(_has(text, _plain(told)) for told in proposal.answers) for text in own)
    return tells and any(_is_unused(evidence, quote, scope) for evidence, quote in quotes)


def _is_from(evidence: Evidence, version: Version) -> bool:
    is_itself = (evidence.version.article_id, evidence.version.number) == (version.article_id, version.number)
    return is_itself or any(copy.article_id == version.article_id for copy in evidence.also_in)


def _is_unused(evidence: Evidence, quote: Quote, scope: SuggestionScope) -> bool:
    start, end = quote.span
    used = [one for one in scope.used if _is_of(one, evidence.version)]
    return not any(one.start <= start and end <= one.end for one in used)


# What was suggested before


class KnownVectors:
    """The vectors of questions, each computed once: a conversation sends its own again and again. For threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._kept: dict[str, Vectors] = {}

    def of(self, questions: Sequence[str]) -> Vectors:
        """Shape (len(questions), dimension)."""
        with self._lock:
            kept = dict(self._kept)
        new = [question for question in dict.fromkeys(questions) if question not in kept]
        kept |= zip(new, self._archive.embeddings.encode(new), strict=True) if new else ()
        with self._lock:
            self._kept = dict(list(kept.items())[-MOST_VECTORS:])
        return np.stack([kept[question] for question in questions]) if questions else np.empty((0, 0), np.float32)


MOST_VECTORS = 500
"""Of 1.5 kB each."""


class Remembered:
    """Suggestions for a page that nobody has asked anything on: the same until the archive changes. For threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[object, ...], tuple[Suggestion, ...]] = {}

    def suggestions(
        self, archive: Archive, scope: SuggestionScope, quoting: Quoting, known: KnownVectors
    ) -> tuple[Suggestion, ...]:
        """Made anew when the archive has changed, also through another process as far as it took something in."""
        today = asked_on(Question("", asked_on=scope.asked_on, as_of=scope.as_of))
        key = (scope, archive.as_of(), archive.changes, today)
        kept = self._kept.get(key, ())
        found = _still(archive, kept)
        if not found or len(found) < len(kept):
            found = suggestions(archive, scope, quoting, known)
            with self._lock:
                self._kept = {**dict(list(self._kept.items())[1 - MOST_KEPT :]), key: found}
        return found


MOST_KEPT = 32
"""Sets of limits."""
