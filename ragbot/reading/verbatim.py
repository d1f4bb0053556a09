"""Words in quotation marks, and whether a source has them word for word."""

from __future__ import annotations

import re
import unicodedata

PAIRS = ("“”", "„“", "„”", "«»", "»«", "‹›", "「」", "『』", "‘’", "‚‘", "‚’", '""', "''", "``", "””")
FEWEST_WORDS, FEWEST_CHARACTERS = 3, 15
"""The fewest words, or characters, of a quotation that must be somebody's; a shorter one may be a name."""
_OPENING = "“„«»‹「『‘‚\"'`”"
_INNER = re.compile(r"\s*(?:\[[^\]]{0,80}\]|…|\.\s?\.\s?\.)\s*")
"""A gap or an insertion in a quotation, "[…]": each side must stand in the source."""
_MARKS = re.compile(r"(?<!\w)['’‘]|['’‘](?!\w)|[“”„«»‹›「」『』‚\"`]")  # "‘sank’"
_DASHES = re.compile(r" ?[-‐‑‒–—―−]+ ?")  # " – "


def quoted_words(text: str) -> list[str]:
    """Return the quotations that are long enough to be somebody's words; an open one goes to the end of `text`."""
    found, at = [], 0
    while (opening := _next_opening(text, at)) is not None:
        start = opening + 1
        end = min((e for e in _closings(text, opening)), default=len(text))
        found.append(text[start:end])
        at = end + 1
    first = _next_opening(text, 0)
    if stray := re.search(r"(?<=[\w.,!?…])[”»](?=[\s.,;)]|$)", text[: len(text) if first is None else first]):
        found.insert(0, text[: stray.start()])  # it was opened in a paragraph before
    return [quoted for quoted in found if _is_long(quoted)]


def _next_opening(text: str, at: int) -> int | None:
    """Return the place where the next quotation begins: a mark before a word and after none."""
    for i in range(at, len(text)):
        if text[i] in _OPENING:
            before, after = text[i - 1 : i] if i else "", text[i + 1 : i + 2]
            closes = text[i] in "”»" and before and not before.isspace() and before not in "(["
            if not closes and not before.isalnum() and (after.strip() or text[i] == "«") and not _is_elision(text, i):
                return i
    return None


def _is_elision(text: str, at: int) -> bool:
    """Return whether the mark stands for missing letters: "the ’90s", "rock ’n’ roll"."""
    return text[at] in "'‘" and re.match(r"(?:\d\ds|n\b|em\b|til\b|cause\b|tis\b|twas\b)", text[at + 1 :]) is not None


def _closings(text: str, opening: int) -> list[int]:
    """Return where a quotation can end: the nearest mark of each kind that closes it; apostrophes close none."""
    ends = []
    for pair in PAIRS:
        if pair[0] == text[opening]:
            single = pair[1] in "’'‘"
            pattern = rf"{re.escape(pair[1])}(?!\w)" if single else re.escape(pair[1])
            if closing := re.compile(pattern).search(text, opening + 1):
                ends.append(closing.start())
    return ends or ([] if text[opening] not in "'‘‚`" else [opening])  # a lone apostrophe opens nothing


def _is_long(quoted: str) -> bool:
    words = re.findall(r"\w+", quoted)
    return len(words) >= FEWEST_WORDS or (len(words) > 0 and len(quoted.strip()) >= FEWEST_CHARACTERS)


def is_open(text: str) -> bool:
    """Return whether a quotation in `text` has begun and not ended."""
    straight = text.count('"') % 2 == 1
    return straight or any(text.count(a) > text.count(b) for a, b in ("“”", "«»", "「」"))


def plain_words(text: str) -> str:
    """Return `text` in one spelling of quotation marks, dashes, space and case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = " ".join(_MARKS.sub("", folded).replace("’", "'").replace("‘", "'").split())
    return " ".join(_DASHES.sub("-", bare).split())


def has_words(source: str, quoted: str) -> bool:
    """Return whether `source`, in `plain_words`, has each part of the quotation word for word."""
    parts = [plain_words(part).strip(" .,;:!?-") for part in _INNER.split(quoted)]
    return all(_stands_in(source, part) for part in parts if part)


def _stands_in(source: str, part: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", source) is not None
