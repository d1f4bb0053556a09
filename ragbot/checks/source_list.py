"""The list of sources that a language model adds, though the articles that it cites stand beside its answer anyway."""

from __future__ import annotations

import re

from ragbot.checks.sentence_stream import Sentence
from ragbot.models.thoughts import TAKEN_BACK

_HEADING = r"(?:sources?|references?|citations?|footnotes?|bibliography|works cited|quellen?|fuentes?|fontes?|fonti)"
_HEADS = re.compile(rf"\W*{_HEADING}(?:\s+(?:used|cited))?\W*", re.IGNORECASE)
"""A heading over the list of sources that a model adds, such as "**Sources:**"."""
_LISTED = re.compile(rf"\W*(?:{_HEADING}\s*:\W*)?[\[(【^]*\d+[\]).:】]", re.IGNORECASE)
"""What a line of such a list begins with: "[1] Daily News", "1. Daily News", "Source: [1]"."""
_IN_LINE = re.compile(rf"\W*{_HEADING}\s*:\W*\d", re.IGNORECASE)
"""What begins with both: "Sources: [1], [2]"."""


class SourceList:
    """Finds the list of sources that a model adds; those that the answer cites stand beside it anyway."""

    def __init__(self) -> None:
        self._is_heading = self._is_list = False

    def has(self, sentence: Sentence) -> bool:
        """Return whether a sentence heads such a list, or stands below a heading, up to a paragraph that is no list."""
        text, was_heading = sentence.text, self._is_heading
        self._is_heading = _HEADS.fullmatch(text) is not None
        goes_on = self._is_list and (sentence.gap.count("\n") < 2 or _LISTED.match(text) is not None)
        self._is_list = was_heading or goes_on or _IN_LINE.match(text) is not None
        self._is_list = self._is_list and text != TAKEN_BACK
        return self._is_heading or self._is_list
