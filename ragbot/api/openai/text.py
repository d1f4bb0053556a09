"""The text that a client gets: the answer, and below it what clients need that show nothing but text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ragbot.types import Answer, Source

FOOT = "\n\n---\n\n"
"""Between an answer and what is added to it. Quotes are in one line, so that no article can write it."""
WITHDRAWN = "\n\n(The text above is withdrawn. The answer is:)\n\n"
"""Between what was streamed of an answer and the one that replaces it: a client cannot be made to forget."""
STARTS = re.compile(r"<(?=[a-zA-Z/!?]|\Z)|(?<=!)\[(?!\d+\])|(?<=\])\(")
"""Where a client would begin a tag, an image or a link: the last characters of "<i", "![" and "](". """
INERT = {"<": "‹", "[": "［", "(": "（"}


class ClientText:
    """What a client has of an answer so far."""

    def __init__(self, has_foot: bool) -> None:
        self._has_foot = has_foot
        self._streamed = ""
        self._last = ""
        self.text = ""
        self.start = 0
        """Where the answer begins in the text."""

    def piece(self, text: str) -> str:
        """Return the next piece of the answer as it is sent."""
        self._streamed += text
        return self._sent(text)

    def rest(self, answer: Answer) -> str:
        """Return what completes the answer: all of it when nothing was streamed, or when what was streamed is void."""
        rest = answer.answer.removeprefix(self._streamed)
        if not answer.answer.startswith(self._streamed):
            self.start = len(self.text) + len(WITHDRAWN)
            rest = f"{WITHDRAWN}{rest}"
        return self._sent(f"{rest}{foot(answer)}" if self._has_foot else rest)

    def _sent(self, text: str) -> str:
        sent = inert(text, self._last)
        self._last = sent[-1:] or self._last
        self.text += sent
        return sent


def inert(text: str, before: str = "") -> str:
    """Return the text without what a client would take for markup: an article could load an image with it.

    It has as many characters as before, so that offsets hold. `before` is what was sent just before.
    """
    return STARTS.sub(lambda match: INERT[match[0]], before + text)[len(before) :]


def without_foot(text: str) -> str:
    """Return an answer that came back, without what was added to it."""
    return text.rpartition(WITHDRAWN)[2].partition(FOOT)[0]


def foot(answer: Answer) -> str:
    """Return why it is no answer, the numbered sources or the nearest articles, and how old it all is."""
    blocks = (answer.reason or "", "\n".join(_sources(answer)), "\n".join(_nearest(answer)), _age(answer))
    return FOOT + "\n\n".join(block for block in blocks if block)


def _sources(answer: Answer) -> Iterator[str]:
    if answer.sources:
        yield "Sources:"
    for source in answer.sources:
        yield f"- [{source.number}] {_named(source.title, source.source, source.published)}{_doubt(source)}" + (
            f" {source.url}" if source.url else ""
        )


def _nearest(answer: Answer) -> Iterator[str]:
    """Those that are about it, and no sources; of what is not in the archive, the reason names the nearest."""
    related = answer.related if answer.outcome == "related" else ()
    if related:
        yield "About it:"
    for version in (piece.version for piece in related):
        yield f"- {_named(version.title, version.source, version.published)}" + (
            f" {version.url}" if version.url else ""
        )


def _named(title: str, outlet: str, published: str | None) -> str:
    day = published[:10] if published else "date unknown"
    return f"{_line(title) or '(no title)'} ({_line(outlet) or 'outlet unknown'}, {day})"


def _doubt(source: Source) -> str:
    known = (source.opinion.words if source.opinion else "", "" if source.state == "live" else source.state)
    return "".join(f"; {_line(each)}" for each in known if each)


def _line(text: str) -> str:
    """In one line, and without what would turn it around."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _age(answer: Answer) -> str:
    late = "".join(f" Late: {_line(f'{each.title} {each.why}')}." for each in answer.late)
    newest = f"Newest article {answer.newest_evidence[:10]}. " if answer.newest_evidence else ""
    return f"{newest}Archive as of {answer.archive_as_of or 'never: it is empty'}.{late}"
