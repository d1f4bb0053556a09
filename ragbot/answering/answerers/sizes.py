"""Which stories of some days are the big ones, and which of a story's articles tells it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ragbot.answering.answerers.roundups import Item
from ragbot.answering.headlines import headline, is_aside
from ragbot.answering.stories import ALIKE_IN_A_WEEK, Key, grouped_by_size, key_of
from ragbot.archive.openings import Opening
from ragbot.models.embeddings import Vectors
from ragbot.reading.near_duplicates import Fingerprint, fingerprint
from ragbot.reading.words import stems

MOST_COUNTED, MOST_LISTED = 12, 2
"""Articles of a story, and round-ups that list it, which add to its size."""
LASTS, ASIDE = 0.5, 1.0
"""What each further day adds that a story goes on, and what it loses when there are only pictures or opinions of it."""
FRESH, FRESH_DAYS, BESIDE = 0.2, 2, 0.4
"""What it is worth for an article that tells a story to be new, the days that take half of it, and what it costs to be
an aside, and half to have no headline; its likeness to the others is worth up to 1."""


GOES_ON, MOST_AROUND = 0.25, 4
"""What each article adds that tells of a story shortly before or after the days, and how many of them count."""


@dataclass(frozen=True, slots=True)
class Around:
    """The articles shortly before and after the days, by meaning."""

    vectors: Vectors
    """Of their leads, shape (n, dimension)."""

    def count_like(self, lead: Vectors | None) -> int:
        """How many tell of the event that the lead tells of."""
        if lead is None or not len(self.vectors):
            return 0
        return int((self.vectors @ lead >= ALIKE_IN_A_WEEK).sum())


NOTHING_AROUND = Around(np.empty((0, 0), np.float32))


@dataclass(frozen=True, slots=True)
class SizedStory:
    """A story of some days."""

    size: float
    """Its articles, copies once, and what else shows that it is a big one."""
    day: str
    """Of its newest article; "" when none has a date."""
    articles: tuple[Opening, ...]
    """Those that may tell it, the best first."""


def sized(
    articles: Sequence[Opening], leads: Mapping[Key, Vectors], items: Sequence[Item], around: Around
) -> list[SizedStory]:
    """The stories of these articles; `items` are what the days' round-ups list."""
    return [_sized(group, leads, items, around) for group in grouped_by_size(articles, leads)]


def _sized(
    articles: Sequence[Opening], leads: Mapping[Key, Vectors], items: Sequence[Item], around: Around
) -> SizedStory:
    days = {(article.published or "")[:10] for article in articles}
    best = sorted(articles, key=_tells(articles, leads, max(days)), reverse=True)
    goes_on = min(around.count_like(leads.get(key_of(articles[0]))), MOST_AROUND)
    size = _size(articles, items) + LASTS * (len(days) - 1) + GOES_ON * goes_on
    return SizedStory(size, max(days), tuple(best))


def _size(articles: Sequence[Opening], items: Sequence[Item]) -> float:
    """An outlet more, or a round-up that lists it, counts as an article more."""
    outlets = len({article.source for article in articles})
    titles = stems(" ".join(article.title for article in articles[:MOST_COUNTED]))
    listed = len({item.line.key for item in items if item.words <= titles})
    aside = all(is_aside(article.title) for article in articles)
    return min(_distinct(articles), MOST_COUNTED) + outlets - 1 + min(listed, MOST_LISTED) - ASIDE * aside


def _distinct(articles: Sequence[Opening]) -> int:
    """How many of them are no copies of others."""
    known: list[Fingerprint] = []
    for article in articles[:MOST_COUNTED] if len(articles) > 1 else ():
        own = fingerprint(article.text)
        if own.first_copy(known) is None:
            known.append(own)
    return max(len(known), 1)


def _tells(articles: Sequence[Opening], leads: Mapping[Key, Vectors], newest: str) -> Callable[[Opening], float]:
    """How well an article of a story tells it: what is in the middle of it, is new, and has a headline of news."""
    known = [leads[key_of(article)] for article in articles if key_of(article) in leads]
    middle = np.mean(known, axis=0) if known else None

    def score(article: Opening) -> float:
        own = leads.get(key_of(article))
        alike = float(own @ middle) if own is not None and middle is not None else 1.0
        fresh = FRESH * math.pow(0.5, _days_between(article.published, newest) / FRESH_DAYS)
        return alike + fresh - BESIDE * (is_aside(article.title) + (not headline(article.title, article.text)) / 2)

    return score


def _days_between(published: str | None, day: str) -> int:
    return (date.fromisoformat(day) - date.fromisoformat(published[:10])).days if published and day else 0
