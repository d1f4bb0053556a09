"""What of an article may be quoted: whole sentences, without the dateline before the first one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ragbot.language.sentences import Span, sentences_within
from ragbot.prompts import NUMBERED
from ragbot.types import Version

SHORTEST, LONGEST = 25, 500
"""Characters of a sentence worth quoting."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences to quote from a piece of evidence."""

    number: int
    """Of the evidence, from 1."""
    span: Span
    text: str
    score: float = 0.0
    tells: bool = False
    """Whether it has what the question asks for, such as a day, that the question itself has not."""


def quotable_spans(version: Version, start: int, end: int) -> list[Span]:
    """The sentences of `version.text[start:end]` that may be quoted, in order."""
    found = sentences_within(version.text, start, end, version.language)
    spans = [_after_dateline(version.text, span) for span in found]
    return [span for span in spans if is_quotable(version.text[slice(*span)])]


DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][\w.’' /-]{0,30}(?:, [A-ZÀ-Þ][\w.’' -]{0,20}){0,2} )?\([A-ZÀ-Þ][\w .&/-]{1,30}\)\s*"
    r"(?:[-–—]+\s*)?(?=[A-ZÀ-Þ“\"‘])"
    r"|[A-ZÀ-Þ]{3}[A-ZÀ-Þ.’' /-]{0,30}(?:, [\w.’' ]{2,20})?\s[-–—]+\s+(?=[A-ZÀ-Þ“\"‘])"
)
"""What opens an article and is no part of its first sentence: "KYIV, Ukraine (AP) — ", "LONDON - ", "(Reuters) "."""


def _after_dateline(text: str, span: Span) -> Span:
    """A sentence without the dateline before it: still word for word, it only begins later."""
    opens = DATELINE.match(text, *span) if not text[: span[0]].strip() else None
    return (opens.end(), span[1]) if opens and opens.end() < span[1] else span


def is_quotable(text: str) -> bool:
    """Whole sentences only: no headings, no questions; none with [7] in it, which would look like our citation."""
    whole = text.rstrip("\"”“’»)'").endswith((".", "!", "…", "。")) or "–" in text or "—" in text
    return SHORTEST <= len(text) <= LONGEST and whole and not NUMBERED.search(text)
