"""Why nothing is answered, in words that help on: what is nearest, and how much and how old the archive is."""

from __future__ import annotations

from ragbot.archive.archive import Archive
from ragbot.reading.words import terms_of
from ragbot.timestamps import end_of, in_words
from ragbot.types import Evidence, Question, SearchResult, Window

UNKNOWN_TEXT = "Not found in the archive."
RELATED_TEXT = "These articles are about it; I am not sure that they answer it."
"""What stands in place of an answer when nothing near was found, and when something was."""
LONGEST_TITLE = 100
"""Characters of a headline in the reason."""


def why_not(archive: Archive, question: Question, result: SearchResult) -> str:
    """The reason, in a few sentences."""
    if not terms_of(result.topic):
        return "The question names nothing to look for: add a name, a place or a thing."
    count, oldest, newest = archive.extent(end_of(question.as_of) if question.as_of else None)
    if not count:
        return _empty(archive, question)
    told = _nearest(result.evidence[0]) if result.evidence else _nothing(question)
    dates = f", published {in_words(oldest)} to {in_words(newest)}" if oldest and newest else ""
    held = "1 article" if count == 1 else f"{count:,} articles"
    verb = f"held by {question.as_of}" if question.as_of else "holds"
    return f"{told} The archive {verb} {held}{dates}."


def _empty(archive: Archive, question: Question) -> str:
    began = archive.began()
    if question.as_of and began:
        return f"The archive had nothing by {question.as_of}: it took its first article in on {in_words(began)}."
    return "The archive is empty: add articles with ragbot-ingest."


def _nearest(piece: Evidence) -> str:
    version = piece.version
    title = version.title if len(version.title) <= LONGEST_TITLE else f"{version.title[:LONGEST_TITLE].rstrip()}…"
    where = ", ".join(filter(None, (version.source, in_words(version.published) if version.published else "undated")))
    return f"Nearest is “{title or 'an article without a title'}” ({where})."


def _nothing(question: Question) -> str:
    limits = "" if question.window == Window() and not question.sources else " within the limits that were set"
    return f"Nothing was found{limits}."
