"""Lines: an answer as a list, each line with its day, a headline and the sentence that it quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ragbot.answering.answerers.telling import is_news, telling
from ragbot.answering.headlines import headline
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Part, Reply
from ragbot.answering.stories import Key, key_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Opening
from ragbot.archive.tables import VISIBLE
from ragbot.reading.opinions import opinion_of, without_genre
from ragbot.reading.sentences import Span
from ragbot.reading.words import stem, terms_of
from ragbot.timestamps import in_words
from ragbot.types import AlsoIn, Evidence, Opinion, Version

LONGEST = 2_200
"""Characters of an answer's lines together."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a list says of a story."""

    key: Key
    span: Span
    text: str
    """The sentence to quote: the span of the version's text."""
    day: str | None
    label: str
    """A headline; "" for none."""

    def opening(self, opinion: Opinion | None = None) -> str:
        """The line up to its sentence: "- 8 July 2022 · Opinion by Mira Holt · Harrow is flooded: "."""
        said, label = (opinion.words, without_genre(self.label)) if opinion else ("", self.label)
        opened = " · ".join(filter(None, (in_words(self.day) if self.day else "", said, label)))
        end = "" if not opened else " " if opened.endswith(("?", "!", "…")) else ": "
        return f"- {opened}{end}"


def line_of(article: Opening, topic: str = "") -> Line | None:
    """The line of an article, with a sentence about the topic rather; None when none of its opening will do."""
    label, wanted = headline(article.title, article.text), f"{article.title} {topic}"
    span = telling(article.text, wanted, article.language)
    if span is None and label:  # which says whom "he" and "the report" mean
        span = telling(article.text, wanted, article.language, is_news)
    return Line(key_of(article), span, article.text[slice(*span)], article.published, label) if span else None


SAME = 0.5
"""Share of the words of the shorter of two sentences from which both say the same."""


def is_said(line: Line, others: Iterable[Line]) -> bool:
    """Whether one of the others says the same."""
    own = words_of(line.text)
    told = (words_of(other.text) for other in others)
    return any(len(own & words) > SAME * min(len(own), len(words)) for words in told)


def words_of(text: str) -> set[str]:
    """Stems of the words that tell something."""
    return {stem(term) for term in terms_of(text)}


def reply_of(archive: Archive, lines: Sequence[Line], before: str, after: str, others: Sequence[AlsoIn] = ()) -> Reply:
    """The lines, as many as are short enough together, between two sentences of our own."""
    versions = archive.versions(list({line.key for line in lines}))
    lines = _short([line for line in lines if _holds(line, versions)])
    numbers = {key: number for number, key in enumerate(dict.fromkeys(line.key for line in lines), 1)}
    evidence = tuple(evidence_of(versions[key], [line.span for line in lines if line.key == key]) for key in numbers)
    opened = [line.opening(opinion_of(versions[line.key])) for line in lines]
    quotes = [Quote(numbers[line.key], line.span, line.text) for line in lines]
    told = [part for both in zip(opened, quotes, strict=True) for part in both]
    parts: list[Part] = [before, *told, after] if lines else [f"{before} {after}".strip()]
    return Reply(tuple(filter(None, parts)), evidence, tuple(others))


def _holds(line: Line, versions: Mapping[Key, Version]) -> bool:
    """Unless the article has been taken back in the meantime."""
    version = versions.get(line.key)
    return version is not None and version.state in VISIBLE and version.text[slice(*line.span)] == line.text


def _short(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    room = LONGEST
    for line in lines:
        room -= len(line.opening()) + len(line.text)
        if room >= 0 or not kept:
            kept.append(line)
    return kept


def evidence_of(version: Version, spans: Sequence[Span]) -> Evidence:
    """From the first to the last sentence that is quoted from it, with the rest of their paragraphs."""
    start = version.text.rfind("\n", 0, min(a for a, _ in spans)) + 1
    end = version.text.find("\n", max(b for _, b in spans))
    end = len(version.text) if end < 0 else end
    return Evidence(version.passage(start, end), version, 1.0, 1.0)
