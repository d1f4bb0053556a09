"""A story is articles about one event, near in time and in meaning. It is the unit of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

import numpy as np

from ragbot.archive.archive import Archive
from ragbot.models.embeddings import Vectors
from ragbot.tracing.recorder import recorder
from ragbot.types import Evidence, StoryArticle, TracedStories, TracedStory, Version

Key = tuple[str, int]
"""The id of an article and the number of its version."""

SAME_WEEK, SAME_MONTH = 7, 21
"""The most days between two articles of one story: news of one event seldom goes on for more than three weeks."""
ALIKE_IN_A_WEEK, ALIKE_IN_A_MONTH, ALIKE_UNDATED = 0.5, 0.62, 0.7
"""Two leads tell of one event from this cosine on, by the time between them. Of 279 pairs that answer one question,
half are above 0.70; of unrelated pairs within a month, one in 400 is above 0.5."""


@dataclass(frozen=True, slots=True)
class Story:
    """Some of the evidence, all about one event."""

    evidence: tuple[Evidence, ...]
    """Best first."""

    @property
    def versions(self) -> tuple[Version, ...]:
        """The articles, in the order of their best passages."""
        return tuple({key_of(piece.version): piece.version for piece in self.evidence}.values())

    @property
    def newest(self) -> str:
        """The day of the newest article; "" when none has a date."""
        return max((version.published or "" for version in self.versions), default="")[:10]

    @property
    def score(self) -> float:
        return self.evidence[0].score


class Dated(Protocol):
    """A version of an article, or what a list shows of one."""

    @property
    def article_id(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def published(self) -> str | None: ...


One = TypeVar("One", bound=Dated)
Pairs = np.ndarray[tuple[int, ...], np.dtype[np.bool]]


def key_of(version: Dated) -> Key:
    return version.article_id, version.number


def stories(archive: Archive, evidence: Sequence[Evidence]) -> list[Story]:
    """Group the evidence by story, the story of the best passage first."""
    versions = {key_of(piece.version): piece.version for piece in evidence}
    groups = grouped(list(versions.values()), archive.leads(list(versions)))
    place = {key_of(version): i for i, group in enumerate(groups) for version in group}
    found = [Story(tuple(p for p in evidence if place[key_of(p.version)] == i)) for i in range(len(groups))]
    ordered = sorted(found, key=lambda story: story.score, reverse=True)
    if noting := recorder():
        noting.add(TracedStories(tuple(_traced(story) for story in ordered)))
    return ordered


def _traced(story: Story) -> TracedStory:
    articles = tuple(StoryArticle(*key_of(version), version.title) for version in story.versions)
    return TracedStory(articles, story.newest, story.score)


def grouped(versions: Sequence[Version], leads: Mapping[Key, Vectors]) -> list[list[Version]]:
    """Group articles by story: each joins the first story whose opening article is like it, else it opens one.

    `leads` has the embeddings of their leads, each of shape (dimension,).
    """
    groups: list[list[Version]] = []
    for version in versions:
        group = next((group for group in groups if _is_of(group[0], version, leads)), None)
        if group is None:
            groups.append([version])
        else:
            group.append(version)
    return groups


def _is_of(one: Dated, other: Dated, leads: Mapping[Key, Vectors]) -> bool:
    a, b = leads.get(key_of(one)), leads.get(key_of(other))
    if a is None or b is None:
        return False
    days = (np.array(_ordinal(article.published)) for article in (one, other))
    return bool(a @ b >= alike_from(*days))


def grouped_by_size(articles: Sequence[One], leads: Mapping[Key, Vectors]) -> list[list[One]]:
    """Group articles by story, the biggest first; each opens with the article that is like most others.

    It is for articles without an order: the one with the most others like it opens the next story. It compares each
    with each: 10 ms for 400 articles.
    """
    known = [article for article in articles if key_of(article) in leads]
    alone = [[article] for article in articles if key_of(article) not in leads]
    return [[known[i] for i in group] for group in _by_size(_alike_pairs(known, leads))] + alone


def _alike_pairs(articles: Sequence[One], leads: Mapping[Key, Vectors]) -> Pairs:
    """Return which articles tell of one event, as a matrix of shape (n, n)."""
    if not articles:
        return np.zeros((0, 0), np.bool)
    vectors = np.stack([leads[key_of(article)] for article in articles])
    days = np.array([_ordinal(article.published) for article in articles])
    return vectors @ vectors.T >= alike_from(days[:, None], days[None, :])


def _ordinal(published: str | None) -> float:
    return float(date.fromisoformat(published[:10]).toordinal()) if published else float("nan")


def alike_from(days: Vectors, others: Vectors) -> Vectors:
    """Return the least cosines for articles of these days to tell of one event, NaN for no day; above 1 if too far."""
    gaps = np.abs(days - others)
    steps = [gaps <= SAME_WEEK, gaps <= SAME_MONTH, np.isnan(gaps)]
    return np.select(steps, [ALIKE_IN_A_WEEK, ALIKE_IN_A_MONTH, ALIKE_UNDATED], 2.0)


def _by_size(alike: Pairs) -> list[list[int]]:
    """Return indices by group, as `grouped_by_size` says; looks at each pair twice."""
    left = np.ones(len(alike), np.bool)
    counts = alike.sum(axis=1)
    groups: list[list[int]] = []
    while left.any():
        first = int(np.argmax(np.where(left, counts, -1)))
        near = alike[first] & left
        near[first] = True
        others = np.flatnonzero(near).tolist()
        groups.append([first, *(i for i in others if i != first)])
        left[others] = False
        counts -= alike[:, others].sum(axis=1)
    return groups
