"""The nouns of ragbot: Articles have Versions, Versions Passages; a Passage becomes Evidence, and Evidence a Citation.

Times are ISO 8601 strings in one of two precisions: a day (`2022-06-12`) or an instant (`2022-06-12T08:30:00Z`), so
that a publisher who gave a day is never shown with an hour. What a publisher dates keeps their offset
(`2022-06-11T22:30:00-05:00`): the first ten characters are the publisher's own day, and days sort as text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any, Literal

from ragbot.addresses import plain

EMBEDDED_TITLE = 120
"""Characters of a title that are embedded with each passage, so that a monstrous one leaves room for the text."""


State = Literal["live", "corrected", "retracted", "removed"]
"""Of an article: "retracted" and "removed" support no answer; what is "corrected" is cited with what changed."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a publisher published at one address, cleaned, as it goes into the archive."""

    title: str
    text: str
    address: str
    """What makes it the same article next time: its canonical URL, else its file, else its outlet and title."""
    url: str | None = None
    """Canonical http(s) address, for people to open."""
    source: str = ""
    """The outlet; empty when unknown."""
    published: str | None = None
    """The publisher's date, or None; never the time of ingest."""
    modified: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1 code, given or guessed."""
    state: State | None = None
    """What its publisher says of it, in a field or in the text; None when they say nothing."""
    note: str | None = None
    """The publisher's words about a correction or a retraction."""
    partial: bool = False
    """Only a part of its text came in: a feed's summary, the beginning before a paywall, a copy that was cut."""
    known_as: str | None = None
    """Its id in an archive that took it in under another spelling of its address."""
    file: str = field(default="", repr=False)  # `ragbot eval` tells by their texts if articles are as they were
    """That it came in, where only that tells it from others: `file:/news/a.txt`, or `upload:a.txt`."""

    @property
    def id(self) -> str:
        """That in the archive."""
        return self.known_as or self.address_id

    @property
    def address_id(self) -> str:
        """That of its address in any spelling."""
        return article_id_of(self.address)

    @property
    def page_id(self) -> str | None:
        """The id of the page of which it is a post, by the fragment of its address; None when it is none."""
        page, fragment, _ = self.address.partition("#")
        return article_id_of(page) if fragment and "://" in page else None

    @property
    def digest(self) -> str:
        """SHA-256 of title and text: what makes a version a new one."""
        return sha256(f"{self.title}\n\n{self.text}")


def article_id_of(address: str) -> str:
    """Return 32 hex digits of the SHA-256 of an address in its plain spelling."""
    return sha256(plain(address))[:32]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_before(one: str, other: str) -> bool:
    """Whether the one time is before the other; a day and an instant compare by their day, an unknown one by none."""
    if not one or not other:
        return False
    if is_day(one) or is_day(other):
        return one[:10] < other[:10]
    return _in_utc(one) < _in_utc(other)


def _in_utc(instant: str) -> str:
    """An instant with an offset as those sort that have none."""
    if instant.endswith("Z") or "T" not in instant:
        return instant
    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_day(text: str) -> bool:
    """Whether it is a day as we write it: `2022-06-12`, not `20220612`, which `fromisoformat` takes too."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article's text. Citations point into `text`."""

    article_id: str
    number: int
    """1 for the first state that the archive saw."""
    title: str
    text: str
    url: str | None
    source: str
    published: str | None
    modified: str | None
    authors: tuple[str, ...]
    language: str | None
    seen: str
    """When the archive took it in."""
    state: State = "live"
    """Of its article."""
    note: str | None = None
    """The publisher's words about a correction or a retraction, as they came with this version."""
    partial: bool = False
    """Whether only a part of the article's text came in."""

    def passage(self, start: int, end: int) -> Passage:
        """The span of its text."""
        return Passage(self.article_id, self.number, start, end, self.text[start:end], self.title)


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of whole sentences of one version: the unit of retrieval."""

    article_id: str
    version: int
    start: int
    end: int
    """`version.text[start:end]` in code points."""
    text: str
    title: str

    @property
    def embedded_text(self) -> str:
        """What the embedding model reads: the headline tells what "he" and "the city" in a passage mean."""
        return f"{self.title[:EMBEDDED_TITLE]}\n{self.text}" if self.title else self.text

    @property
    def key(self) -> str:
        """32 hex digits: the same for every passage of the same text under the same (embedded) title."""
        return sha256(f"{self.title[:EMBEDDED_TITLE]}\0{self.text}")[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """A version of an article, as whatever an answer shows of it refers to it: citations, sources and statements."""

    article_id: str
    version: int
    title: str
    url: str | None
    source: str
    """The outlet."""
    published: str | None


def reference_to(article: Version | ArticleRef) -> dict[str, Any]:
    """The fields of an `ArticleRef`, for what is made from a version, or from another reference to it."""
    named = {field.name: getattr(article, field.name, None) for field in fields(ArticleRef)}
    return named | ({"version": article.number} if isinstance(article, Version) else {})


Genre = Literal["opinion", "column", "editorial", "letter", "analysis", "review"]
"""Of an article that says what its author thinks."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """That an article is no report."""

    kind: Genre
    author: str
    """As the article names them; "" where it does not."""

    @property
    def words(self) -> str:
        """ "Opinion by Mira Holt", or "Opinion"."""
        return f"{self.kind.capitalize()} by {self.author}" if self.author else self.kind.capitalize()
