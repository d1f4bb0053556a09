"""Digests: the news of some days, or about something, a line for each story, and what the archive lacks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ragbot.answering.answerers.days import DigestDays, digest_days, lacks, narrowed, shifted
from ragbot.answering.answerers.lines import Line, is_said, line_of, reply_of
from ragbot.answering.answerers.roundups import Item, items_of
from ragbot.answering.answerers.sizes import NOTHING_AROUND, Around, SizedStory, sized
from ragbot.answering.answerers.topic import topic_digest
from ragbot.answering.headlines import is_round_up
from ragbot.answering.question import QuestionReading
from ragbot.answering.reply import Reply, listed
from ragbot.answering.stories import Key, key_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Opening
from ragbot.models.embeddings import Vectors
from ragbot.reading.words import stems
from ragbot.types import Question, SearchResult, Window

MOST_READ = 400
"""Articles of the days that are grouped into stories."""
MOST_LINES, ENOUGH_LINES = 8, 5
"""Of a digest, and those from which a story about what another line names is left out."""
MOST_OTHERS = 5
AROUND = 10
"""Days before and after those of a digest in which the news shows what goes on."""
MOST_TRIED = 30
"""Stories of which lines are made, the biggest."""
LIKE = 0.45
"""Cosine of two leads from which one of them is enough for a digest: the same affair, seen from another side."""
LEAST = 0.5
"""Size of a story that is told though there are enough bigger ones: not that of a lone quiz."""
LISTED = 0.5
"""What each round-up counts that lists a story of which there is no article."""


def digest(archive: Archive, reading: QuestionReading, question: Question, result: SearchResult | None) -> Reply:
    """The news of the days that the question names, or about what it names; the biggest stories first.

    Only words of our own where the archive has nothing of those days. `found` is what a search for the topic gives,
    `CANDIDATES` pieces of it.
    """
    days = digest_days(archive, reading, question)
    if reading.about and result:
        return topic_digest(archive, reading, days, result)
    if not days.extent.articles:
        return Reply((days.words or "The archive has no news yet.",))
    return _news(archive, days)


@dataclass(frozen=True, slots=True)
class _Story:
    """A story, or an item of a round-up, with the line that a digest may have of it."""

    size: float
    line: Line

    @property
    def rank(self) -> tuple[float, str]:
        """The biggest first, then the newest."""
        return self.size, (self.line.day or "")[:10]


def _news(archive: Archive, days: DigestDays) -> Reply:
    openings = archive.openings(days.scope, MOST_READ)
    round_ups = [opening for opening in openings if is_round_up(opening.title)]
    proper = [opening for opening in openings if not is_round_up(opening.title)]
    items = items_of(archive, round_ups)
    leads = archive.leads([key_of(opening) for opening in proper])
    stories = sized(proper, leads, items, _around(archive, days))
    possible = sorted([*_lines(stories), *_untold(items, proper)], key=lambda one: one.rank, reverse=True)
    worth = [one for one in possible if one.size >= LEAST]
    chosen = _chosen(worth if len(worth) >= ENOUGH_LINES else possible, leads)
    left = [s.articles[0] for s in stories if not {key_of(a) for a in s.articles} & {line.key for line in chosen}]
    others = [listed(article) for article in left[:MOST_OTHERS]]
    return reply_of(archive, chosen, days.words, lacks(days), others)


def _around(archive: Archive, days: DigestDays) -> Around:
    """The news before the days and after them, as far as it may be told: whether a story goes on shows there."""
    since, until = days.extent.oldest, days.extent.newest
    if not since or not until:
        return NOTHING_AROUND
    before, after = shifted(since, -1), shifted(until, 1)
    windows = Window(shifted(since, -AROUND), before), Window(after, min(shifted(until, AROUND), days.asked_on))
    found = [a for w in windows for a in archive.openings(narrowed(days.allowed, w), MOST_READ // 2)]
    leads = archive.leads([key_of(article) for article in found])
    return Around(np.stack([*leads.values()])) if leads else NOTHING_AROUND


def _lines(stories: Sequence[SizedStory]) -> Iterator[_Story]:
    """A line for each of the biggest, as the best of its articles tells it that can."""
    for story in sorted(stories, key=lambda story: (story.size, story.day), reverse=True)[:MOST_TRIED]:
        if line := next(filter(None, map(line_of, story.articles)), None):
            yield _Story(story.size, line)


def _untold(items: Sequence[Item], articles: Sequence[Opening]) -> Iterator[_Story]:
    """The items that no article of the days is about, each once, as its newest round-up has it."""
    titles = [stems(article.title) for article in articles]
    found: dict[frozenset[str], list[Item]] = {}
    for item in items:
        if not any(item.words <= title for title in titles):
            found.setdefault(item.words, []).append(item)
    return (_Story(LISTED * (1 + len(same)), same[0].line) for same in found.values())


def _chosen(possible: Sequence[_Story], leads: Mapping[Key, Vectors]) -> list[Line]:
    """Of lines about the same affair the first, as long as there are others; of those that say the same, for good."""
    chosen: list[Line] = []
    later: list[Line] = []
    for line in (one.line for one in possible):
        if not is_said(line, chosen):
            (later if any(_are_like(line, other, leads) for other in chosen) else chosen).append(line)
    return [*chosen, *later[: max(ENOUGH_LINES - len(chosen), 0)]][:MOST_LINES]


def _are_like(one: Line, other: Line, leads: Mapping[Key, Vectors]) -> bool:
    """Of a round-up, whose lead is about something else, nobody can say."""
    a, b = leads.get(one.key), leads.get(other.key)
    return a is not None and b is not None and float(a @ b) >= LIKE
