"""The nouns of asking: a Question with its limits, and the Evidence that a search gives for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ragbot.types.articles import Passage, Version

LONGEST_QUESTION = 2000
"""Characters."""
MOST_TURNS, LONGEST_TURN = 20, 8_000
"""Of a conversation: messages, and characters in one."""
MOST_CITED, LONGEST_ID = 20, 64
"""Of a turn: articles, and characters of the id of one."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that an answer may draw on, both included; None leaves that side open."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    text: str
    cited: tuple[str, ...] = ()
    """Of an answer: ids of the articles that it cites, in that order. Without them they are looked for again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, with the limits they set."""

    text: str
    window: Window = Window()
    sources: tuple[str, ...] = ()
    """Only these outlets; empty means all."""
    history: tuple[Turn, ...] = ()
    asked_on: str | None = None
    """The day from which "last week" and the age of news count; None means that of `as_of`, else today."""
    as_of: str | None = None
    """Day (all of it) or instant: only what the archive had seen by then is used, in that state; None means now."""
    trace: bool = False
    """Whether the answer is to tell what happened on the way to it."""


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """Another article: one that carries the same passage, or that tells another story."""

    article_id: str
    title: str
    source: str
    url: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage retrieved for a question."""

    passage: Passage
    version: Version
    score: float
    """What speaks for it, in [0, 1]: its meaning, its article's words, its day (`retrieve.py`)."""
    similarity: float
    """Cosine between question and passage."""
    also_in: tuple[AlsoIn, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, and how it understood the question's time."""

    evidence: tuple[Evidence, ...]
    """Best first."""
    about: Window
    """The days that the question's own words name: what was published on them, or just after, was preferred."""
    time_words: tuple[str, ...]
    """Those words: "last week"."""
    topic: str
    """The question without them: what the words of an article are compared with."""
    days: Window = Window()
    """The days that were preferred: those that it names and some after them, else up to the newest in the archive."""
    newest: bool = False
    """Whether it asks for the newest state."""
    words_only: bool = False
    """Whether it was searched for by words alone, since the index of meanings could not be reached."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The story that a conversation is about, in which a follow-up was searched."""

    article_id: str
    """Of its main article: the one that the last answer cites first."""
    title: str
    published: str | None
