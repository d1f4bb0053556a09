"""Round-ups: articles of which each paragraph tells another story, and the stories that their headlines list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ragbot.answering.answerers.lines import Line, words_of
from ragbot.answering.answerers.telling import news_within, stands_alone
from ragbot.answering.headlines import items
from ragbot.answering.stories import key_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Opening
from ragbot.reading.sentences import Span
from ragbot.reading.words import stems
from ragbot.types import Version

MOST_READ = 12
"""Round-ups whose texts are read, the newest of the days."""
OPENING = 9_000
"""Characters of one that are read."""
HEADING = 70
"""Characters that a paragraph has at most which only names what the next one tells."""


@dataclass(frozen=True, slots=True)
class Item:
    """A story in a round-up."""

    words: frozenset[str]
    """Stems of its words."""
    line: Line
    """What the round-up tells of it."""


def items_of(archive: Archive, round_ups: Sequence[Opening]) -> list[Item]:
    """What the newest of them list, as far as their texts tell it in a sentence."""
    versions = archive.versions([key_of(one) for one in round_ups[:MOST_READ]])
    found = ((one, versions.get(key_of(one))) for one in round_ups)
    return [item for one, version in found if version for item in _items(version)]


def _items(version: Version) -> list[Item]:
    named = [(name, frozenset(words_of(name))) for name in items(version.title)]
    told = [(name, words, _telling_sentence(version, words)) for name, words in named]
    return [Item(words, item_line(version, span, name)) for name, words, span in told if span]


def item_line(version: Version, span: Span, name: str) -> Line:
    """The line of a story in a round-up."""
    label = f"{name[:1].upper()}{name[1:]}"
    return Line(key_of(version), span, version.text[slice(*span)], version.published, label)


def _telling_sentence(version: Version, words: frozenset[str]) -> Span | None:
    """The first sentence that stands alone, under a heading that has the words; else one that has them, if several."""
    heading = ""
    for found in re.finditer(r"[^\n]+", version.text[:OPENING]):
        paragraph = found[0].strip()
        if len(paragraph) <= HEADING:
            heading = paragraph
            continue
        for span in news_within(version.text, *found.span(), version.language):
            sentence = version.text[slice(*span)]
            about = words <= stems(heading) or (len(words) > 1 and words <= stems(f"{heading} {sentence}"))
            if about and stands_alone(sentence):
                return span
        heading = ""
    return None
