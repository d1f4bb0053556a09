"""Answers from one story: its best sentences, dated, with the headline where a reader needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ragbot.answering.dated import composed
from ragbot.answering.extract import MOST_QUOTES, Quoted, best_quotes
from ragbot.answering.headlines import is_round_up
from ragbot.answering.newest_value import with_newest_value
from ragbot.answering.question import QuestionReading
from ragbot.answering.quotable import Quote
from ragbot.answering.quote_context import spanning
from ragbot.answering.ranker import ranked
from ragbot.answering.reply import Reply, listed
from ragbot.answering.stories import Story, key_of, stories
from ragbot.archive.archive import Archive
from ragbot.checks.attribution import attribution
from ragbot.reading.direction import Direction, direction
from ragbot.reading.opinions import opinion_of
from ragbot.reading.sentences import sentences_within
from ragbot.reading.words import stem, stems, terms_of
from ragbot.tracing.recorder import recorder
from ragbot.types import AlsoIn, Evidence, RankedSentence, RankedSentences, SearchResult, Version

NEARLY = 0.1
"""How far below the best story's score a newer one may be, and still answer what asks for the state of today."""
ABOUT_IT = 0.85
"""Share of the best score that the newest article of a story needs, to be the one that tells what happened."""
OTHERS, OTHERS_NEAR = 3, 0.65
"""Articles of other stories that are named below an answer, and the share of the best story's score that they need."""
OPENING = 900
"""Characters of an article in which its news stands."""


def from_story(
    archive: Archive, reading: QuestionReading, compared: str, result: SearchResult, last_answer: str = ""
) -> Reply:
    """The answer out of the one story that the question is about.

    `compared` is what sentences are compared with, `said` the answer before it, which need not be told again.
    """
    groups = stories(archive, result.evidence)
    story = chosen(groups, reading)
    told = _quotes_of(reading, compared, story, last_answer)
    told = with_newest_value(compared, told, archive.embeddings) if reading.changes else told
    way, quotes = _decided(reading, told)
    parts = list(composed(quotes, told.evidence, reading))
    if way and parts:
        parts[0] = f"{way}. {parts[0]}"
    return Reply(tuple(parts), told.evidence, others_near(groups, [story]))


def _decided(reading: QuestionReading, quoted: Quoted) -> tuple[Direction | None, Sequence[Quote]]:
    """Which way a question is decided, and by what, where a rule is sure of it: by a report, with none newer quoted."""
    if reading.kind != "yes_no":
        return None, quoted.quotes
    versions = {one: quoted.evidence[one.number - 1].version for quote in quoted.quotes for one in _each(quote, quoted)}
    ways = {quote: _way(reading, quote, version) for quote, version in versions.items()}
    sure = [quote for quote, way in ways.items() if way]
    newest = max(((version.published or "")[:10] for version in versions.values()), default="")
    if len({ways[quote] for quote in sure}) != 1 or (versions[sure[0]].published or "")[:10] != newest:
        return None, quoted.quotes
    return ways[sure[0]], sure[:1]


def _each(quote: Quote, quoted: Quoted) -> Iterator[Quote]:
    """Its sentences."""
    version = quoted.evidence[quote.number - 1].version
    for span in sentences_within(version.text, *quote.span, version.language):
        yield spanning(quote, *span, quoted.evidence)


def _way(reading: QuestionReading, quote: Quote, version: Version) -> Direction | None:
    whose = attribution(version, quote.span)
    if opinion_of(version) or (whose and whose.quoted):
        return None
    return direction(reading.text, quote.text)


def others_near(groups: Sequence[Story], stories: Sequence[Story]) -> tuple[AlsoIn, ...]:
    """An article of each story that bears on the question and is not told."""
    near = [group for group in groups if group not in stories and group.score >= OTHERS_NEAR * groups[0].score]
    return tuple(listed(group.versions[0]) for group in near[:OTHERS])


def best_of(
    reading: QuestionReading,
    compared: str,
    story: Story,
    most: int,
    last_answer: str = "",
) -> Quoted:
    """The sentences of a story that answer best; of one, no more than that."""
    worth, lists = _worth(story, reading), reading.kind == "list"
    best = best_quotes(compared, story.evidence, worth, most, last_answer, most > 1, reading.now, lists)
    _note(compared, story, worth, best)
    return best


RANKED = 20
"""The best sentences, of which a trace tells."""


def _note(compared: str, story: Story, worth: Callable[[Evidence], float], best: Quoted) -> None:
    """For a trace, rank the sentences once more: the choice does not hand on those that it leaves."""
    if noting := recorder():
        ranking = ranked(compared, story.evidence)
        every = tuple(_as_ranked(quote, ranking.evidence, worth) for quote in ranking.quotes[:RANKED])
        chosen = tuple(_as_ranked(quote, best.evidence, worth) for quote in best.quotes)
        noting.add(RankedSentences(compared, every, chosen))


def _as_ranked(quote: Quote, evidence: Sequence[Evidence], worth: Callable[[Evidence], float]) -> RankedSentence:
    piece = evidence[quote.number - 1]
    bonus, score = round(worth(piece), 4), round(quote.score, 4)
    return RankedSentence(*key_of(piece.version), *quote.span, quote.text, score, bonus, quote.tells)


def chosen(groups: Sequence[Story], reading: QuestionReading) -> Story:
    """The story with the best passage; for the state of today the newest of those that are nearly as good."""
    near = [group for group in groups if group.score >= groups[0].score - NEARLY]
    return max(near, key=lambda group: group.newest) if reading.now else groups[0]


def _quotes_of(reading: QuestionReading, compared: str, story: Story, last_answer: str) -> Quoted:
    """What is quoted; what happened is told by the opening of the newest article first."""
    best = best_of(reading, compared, story, MOST_QUOTES, last_answer)
    if reading.kind not in ("event", "topic"):
        return best
    version = newest(story, reading.about)
    if is_round_up(version.title):  # it opens with something else
        return best
    piece = _opening_of(version)
    evidence = (*best.evidence, piece)
    alone = replace(piece, version=replace(piece.version, text=piece.passage.text))  # or all of it would be read
    opening = [
        replace(quote, number=len(evidence))
        for quote in best_quotes(compared, [alone], most=1, last_answer=last_answer).quotes
    ]
    new = [quote for quote in best.quotes if not any(_same(quote, q, evidence) for q in opening)]
    return Quoted(evidence, tuple([*opening, *new][:MOST_QUOTES]))


NEW, NEW_NOW, NEW_FOR = 1.5, 2.5, 3
"""What it is worth to be of the newest article of the story, more where the state of today is asked for, or a number,
which grows; and the days that take half of it. Of 116 questions 93 are right so, and none tells an event that has
passed; at 0.6 and 1.7 it is 90 and 3."""


BESIDE = 1.0
"""What it speaks against an opinion piece and a round-up: a report tells it, where there is one."""


def _worth(story: Story, reading: QuestionReading) -> Callable[[Evidence], float]:
    most = NEW_NOW if reading.changes else NEW
    newest = max(filter(None, (_day(piece.version) for piece in story.evidence)), default=None)
    beside = {key_of(one) for one in story.versions if opinion_of(one) or is_round_up(one.title)}

    def worth(piece: Evidence) -> float:
        day = _day(piece.version)
        new = most * 0.5 ** ((newest - day).days / NEW_FOR) if newest and day else 0.0
        return new - BESIDE * (key_of(piece.version) in beside)

    return worth


def _day(version: Version) -> date | None:
    return date.fromisoformat(version.published[:10]) if version.published else None


def newest(story: Story, about: str = "") -> Version:
    """The newest of its articles that are about it as much as the best one; of one day the best.

    Where some headlines have a word of what it is `about`, the articles of the others tell it beside something else.
    """
    scores: dict[tuple[str, int], float] = {}
    for piece in story.evidence:
        scores.setdefault(key_of(piece.version), piece.score)
    near = [v for v in story.versions if scores[key_of(v)] >= ABOUT_IT * story.score]
    asked = {stem(word) for word in terms_of(about)}
    headed = [v for v in near if asked & stems(v.title) and not is_round_up(v.title)]
    return max(headed or near, key=lambda version: ((version.published or "")[:10], scores[key_of(version)]))


def _opening_of(version: Version) -> Evidence:
    end = version.text.find("\n\n", min(OPENING, len(version.text)))
    end = len(version.text) if end < 0 else end
    return Evidence(version.passage(0, end), version, 1.0, 1.0)


def _same(one: Quote, other: Quote, evidence: Sequence[Evidence]) -> bool:
    a, b = evidence[one.number - 1].version, evidence[other.number - 1].version
    return key_of(a) == key_of(b) and one.span[0] < other.span[1] and other.span[0] < one.span[1]
