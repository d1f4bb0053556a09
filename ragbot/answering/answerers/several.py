"""Answers with a line for each of several things: the two sides of a comparison, the members of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from ragbot.answering.answerers.story import best_of, chosen, others_near
from ragbot.answering.dated import composed
from ragbot.answering.extract import MOST_QUOTES
from ragbot.answering.question import QuestionReading
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Part, Reply
from ragbot.answering.stories import Story, stories
from ragbot.archive.archive import Archive
from ragbot.types import Evidence, SearchResult

Search = Callable[[str], SearchResult]
"""Finds passages for a text, within the limits of the question."""

MOST_STORIES, NEAR = 4, 0.75
"""Stories that a list draws on, and the share of the best one's similarity that the others need, however old."""
OF_OTHERS = 1
"""Sentences of a list from each story but the best one."""
_SIDES = (
    re.compile(r"(?P<head>.*?)\b(?:between|compare)\s+(?P<one>.+?)\s+(?:and|with|to)\s+(?P<other>.+?)[\s?.!]*", re.I),
    re.compile(r"(?P<head>.*?)(?P<one>\S+)\s+(?:versus|vs\.?)\s+(?P<other>\S+).*?[\s?.!]*", re.I),
    re.compile(r"(?P<head>.*[,:])\s*(?P<one>.+?)\s+or\s+(?P<other>.+?)[\s?.!]*", re.I),
    re.compile(r"(?P<head>(?:who|which|what)\b.*?\b\w+er)\s+(?P<one>.+?)\s+or\s+(?P<other>.+?)[\s?.!]*", re.I),
)
"""The two sides, and what stands before them: "difference between A and B", "who is richer, A or B"."""
_ALL = re.compile(r"\b(?:all|every|each|list)\b", re.IGNORECASE)
"""More than one story may tell: "list all the ferries that sank"."""
_MEASURED = re.compile(r"\b\w{2,}(?:er|est)\b|\bmore\b|\bless\b", re.IGNORECASE)
"""What is asked of both: "richer", "more"; an amount tells it."""
_BARE = re.compile(r"(?:which|who|what)(?:'s|’s| is| was| are| were) \w+er", re.IGNORECASE)
"""Nothing but what is compared: "who is richer". Of "who has more medals" the medals would be lost."""


def sides(question: str) -> dict[str, str]:
    """What to search for each side, and what to ask its sentences; none when there are no two sides.

    Such as {"how much who is adani": "how much richer is adani", …}: few articles have the word "richer".
    """
    found = next(filter(None, (pattern.fullmatch(question) for pattern in _SIDES)), None)
    if not found:
        return {}
    head, names = found["head"].strip(" ,:"), [found[side] for side in ("one", "other")]
    measured = _MEASURED.search(head)
    searched = f"how much {_MEASURED.sub('', head)}" if measured else head
    asked = f"how much {measured[0]} is" if measured and _BARE.fullmatch(head) else searched
    return {_spaced(f"{searched} {name}"): _spaced(f"{asked} {name}") for name in names}


def _spaced(text: str) -> str:
    return " ".join(text.split())


def compared(archive: Archive, reading: QuestionReading, search: Search) -> Reply | None:
    """The best sentence for each side; None when the question has no two sides or one of them finds nothing."""
    evidence: list[Evidence] = []
    parts: list[Part] = []
    for side, asked in sides(reading.text).items():
        found = search(side)
        if not found.evidence:
            return None
        story = chosen(stories(archive, found.evidence), reading)
        best = best_of(reading, asked, story, 1)
        parts += composed(
            _shifted(best.quotes, len(evidence)), [*evidence, *best.evidence], replace(reading, about=side)
        )
        evidence += best.evidence
    return Reply(tuple(parts), tuple(evidence)) if parts else None


def listed_of(archive: Archive, reading: QuestionReading, compared_with: str, result: SearchResult) -> Reply:
    """The best sentences of a story; of several stories where all of something is asked for."""
    groups = stories(archive, result.evidence)
    first = chosen(groups, reading)
    more = groups if _ALL.search(reading.text) and not reading.now else []
    rest = [group for group in more if group is not first and _similarity(group) >= NEAR * _similarity(first)]
    evidence: list[Evidence] = []
    quotes: list[Quote] = []
    for story, most in [(first, MOST_QUOTES), *((story, OF_OTHERS) for story in rest[: MOST_STORIES - 1])]:
        best = best_of(reading, compared_with, story, most)
        quotes += _shifted(best.quotes, len(evidence))
        evidence += best.evidence
    return Reply(tuple(composed(quotes, evidence, reading)), tuple(evidence), others_near(groups, [first, *rest]))


def _similarity(story: Story) -> float:
    return max(piece.similarity for piece in story.evidence)


def _shifted(quotes: Iterable[Quote], by: int) -> list[Quote]:
    return [replace(quote, number=quote.number + by) for quote in quotes]
