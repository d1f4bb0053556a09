"""The nouns of lists: articles, versions, outlets and days as people look through an archive."""

from __future__ import annotations

from dataclasses import dataclass, field

from ragbot.types.answers import LateSource
from ragbot.types.articles import State


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article as lists show it: its current version without the text."""

    id: str
    url: str | None
    source: str
    state: State
    first_seen: str
    version: int
    title: str
    published: str | None
    modified: str | None
    authors: tuple[str, ...]
    language: str | None
    partial: bool = field(default=False, kw_only=True)
    """Whether the archive has only a part of its text."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of an article's text around what was searched for."""

    start: int
    end: int
    text: str
    """`version.text[start:end]`, in code points."""
    hits: tuple[Place, ...]
    """In the version's text, as start and end are."""


@dataclass(frozen=True, slots=True)
class ListedArticle(ArticleSummary):
    """An article in a list, with where it has the words that were searched for."""

    title_hits: tuple[Place, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some articles, the newest or the most relevant first, and where to go on."""

    articles: tuple[ListedArticle, ...]
    next: str | None
    """Cursor of the next page; None on the last one."""


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One line of an article's history."""

    number: int
    title: str
    published: str | None
    modified: str | None
    seen: str
    partial: bool = False
    """Whether only a part of the article's text came in."""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """An outlet and how many of its articles the archive holds."""

    source: str
    articles: int
    newest: str | None = None
    """Publication date of the newest of them."""
    seen: str | None = None
    """When the archive last took a version of one of them in."""


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """A language and how many articles are in it; None where it is unknown."""

    language: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day and how many articles were published on it."""

    day: str
    articles: int


@dataclass(frozen=True, slots=True)
class Days:
    """Articles by the day of their publication."""

    days: tuple[DayCount, ...]
    """Those that have any, in order."""
    undated: int
    total: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in the archive. Counts are of current, visible articles."""

    articles: int
    versions: int
    passages: int
    sources: tuple[SourceCount, ...]
    oldest: str | None
    newest: str | None
    """First and last publication date."""
    as_of: str | None
    """When the archive last took something in."""
    embedding_model: str
    languages: tuple[LanguageCount, ...] = ()
    """Most articles first."""
    late: tuple[LateSource, ...] = ()
    """Followed sources that are late, 20 at most: those whose trouble is older first."""
    invented: int = 0
    """Articles at an address under `.example`, which nobody can own (RFC 2606), as the samples are."""
