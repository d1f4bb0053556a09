"""Lines: an answer as a list, each line with its day, a headline and the sentence that it quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragbot.answering.answerers.headlines import headline
from ragbot.answering.answerers.telling import telling
from ragbot.answering.reply import Part, Reply
from ragbot.answering.stories import Key, key_of
from ragbot.archive import Archive
from ragbot.extract import Quote
from ragbot.language.sentences import Span
from ragbot.moments import in_words
from ragbot.store.openings import Opening
from ragbot.types import AlsoIn, Evidence, Passage, Version

LONGEST = 2_200
"""Characters of an answer's lines together."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a list says of a story."""

    key: Key
    span: Span
    """The sentence to quote, in the text of the version."""
    day: str | None
    label: str
    """A headline; "" for none."""

    @property
    def opening(self) -> str:
        """The line up to its sentence: "- 8 July 2022 · Harrow is flooded: "."""
        end = "" if not self.label else " " if self.label.endswith(("?", "!", "…")) else ": "
        day = f"{in_words(self.day)}{' · ' if self.label else ': '}" if self.day else ""
        return f"- {day}{self.label}{end}"


def line_of(article: Opening) -> Line | None:
    """The line of an article; None when no sentence of its opening stands alone."""
    span = telling(article.text, article.title, article.language)
    return span and Line(key_of(article), span, article.published, headline(article.title))


def listed(article: Opening) -> AlsoIn:
    return AlsoIn(article.article_id, article.title, article.source, article.url, article.published)


def reply_of(
    archive: Archive, lines: Sequence[Line], before: str, after: str, others: Sequence[AlsoIn] = ()
) -> Reply:
    """The lines, as many as are short enough together, between two sentences of our own."""
    versions = archive.versions(list({line.key for line in lines}))
    lines = _short([line for line in lines if line.key in versions])
    numbers = {key: number for number, key in enumerate(dict.fromkeys(line.key for line in lines), 1)}
    parts: list[Part] = [f"{before}\n" if before and lines else before]
    for line in lines:
        text = versions[line.key].text[slice(*line.span)]
        parts += [line.opening, Quote(numbers[line.key], line.span, text), "\n"]
    parts.append(f"\n{after}" if lines else f" {after}")
    return Reply(tuple(filter(None, parts)), tuple(_evidence(versions[key], lines) for key in numbers), tuple(others))


def _short(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    room = LONGEST
    for line in lines:
        room -= len(line.opening) + line.span[1] - line.span[0]
        if room >= 0 or not kept:
            kept.append(line)
    return kept


def _evidence(version: Version, lines: Sequence[Line]) -> Evidence:
    """From the first to the last sentence that is quoted from it, with the rest of their paragraphs."""
    spans = [line.span for line in lines if line.key == key_of(version)]
    start = version.text.rfind("\n", 0, min(a for a, _ in spans)) + 1
    end = version.text.find("\n", max(b for _, b in spans))
    end = len(version.text) if end < 0 else end
    passage = Passage(version.article_id, version.number, start, end, version.text[start:end], version.title)
    return Evidence(passage, version, 1.0, 1.0)
