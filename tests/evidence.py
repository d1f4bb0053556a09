"""Evidence made by hand, for the rooms that need no archive."""

from __future__ import annotations

from dataclasses import replace

from ragbot.types import Evidence, Passage, SearchResult, Version, Window


def version(
    text: str, article_id: str = "a", number: int = 1, title: str = "A title", source: str = "Daily"
) -> Version:
    url = f"https://daily.example/{article_id}"
    return Version(article_id, number, title, text, url, source, "2026-01-05", None, (), "en", "2026-01-06T08:00:00Z")


def evidence(
    text: str, article_id: str = "a", number: int = 1, span: tuple[int, int] | None = None, score: float = 0.5
) -> Evidence:
    """A passage of an article that has just this text; the passage is all of it unless a span is given."""
    start, end = span or (0, len(text))
    found = version(text, article_id, number)
    return Evidence(Passage(article_id, number, start, end, text[start:end], found.title), found, score, 0.5)


def near(text: str, similarity: float = 0.6, article_id: str = "a", title: str = "") -> Evidence:
    piece = evidence(text, article_id)
    return replace(piece, similarity=similarity, version=replace(piece.version, title=title))


def result_of(topic: str, *pieces: Evidence, newest: bool = False, until: str = "2026-01-06") -> SearchResult:
    """What a search for the topic found, up to that day."""
    return SearchResult(pieces, Window(), (), topic, Window(until=until), newest)
