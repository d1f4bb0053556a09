"""The people who wrote a page's article: names of persons, each once, and nothing else that stands in a byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.clean import clean_line

LONGEST = 60
"""Characters of a name."""
MOST_WORDS = 6
_BY = re.compile(
    r"^\W*(?:(?:(?:written|reported|words|text|story|article|posted|published|analysis|opinion|exclusive) )?by"
    r"|von|par|por|di|da|door|av|af|przez|autor(?:in|en|es?)?|author|texto?|redaktion|quelle|source|fuente|fonte|bron)\b[\s:]+(?!of\b)",
    re.IGNORECASE,
)
"""Before a name: "By Mira Holt", "Von Mira Holt", "Autor: Mira Holt"."""
_AND = re.compile(
    r"\s*(?:[;&|()\n/•·]|,?\s(?:and|und|et|y|og|och|en|e|with|mit|avec)\s|(?<=\()(?:with|mit|avec)\s)\s*", re.IGNORECASE
)
"""Between names: "Mira Holt and Joe Lind", "Mira Holt (with Joe Lind)"."""
_ADDRESS = re.compile(r"\s*(?:https?:|www\.|@|//|/)", re.IGNORECASE)
"""No byline: "https://orm.example/authors/mira-holt"."""
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|MD|M\.D|MA|PhD|Ph\.D|RN|MBA|Esq)\b\.?$", re.IGNORECASE)
"""What may follow a comma and be of the same name: "Mira Holt, MD"."""
_DATE = re.compile(
    r"\d|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?$|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
"""What is no name: "Dec", "March 3", "Friday", "2 hours ago"."""
_NO_NAME = re.compile(
    r"^(?:user ?name|admin(?:istrator)?|author|editor|editors|guest|anonymous|unknown|none|null|undefined|n/a|contact"
    r"|about|lesedauer|lesezeit|stand|read(?:ing)? time|min read|updated?|published|posted|share|follow|email"
    r"|view profile|more|by|staff|home|news|log ?in|subscribe|comments?|copyright|the author|see all|follow)\b.{0,12}$"
    r"|@|https?:|www\.|\.(?:com|org|net|html)\b|[{}<>=_]"
    r"|\b(?:lesedauer|minutes?|read more|published|updated|comments)\b",
    re.IGNORECASE,
)
"""Words of a page around its byline: "username", "Lesedauer", "View profile", "@miraholt"."""


def people_in(names: Iterable[str], outlets: Sequence[str] = ()) -> list[str]:
    """The persons in these bylines, each once; not the outlet itself."""
    outlet = {_key(name) for name in outlets if name}
    found: dict[str, str] = {}
    for name in (name for given in names if not _ADDRESS.match(given) for name in _split(given)):
        key = _key(name)
        if _is_name(name) and key not in outlet:
            kept = found.get(key)
            found[key] = name if kept is None or (kept.islower() and not name.islower()) else kept
    return list(found.values())


def _split(given: str) -> Iterator[str]:
    given = _BY.sub("", clean_line(given[:1_000]))
    parts = [part.strip(" ,") for part in _AND.split(given)]
    if all(_is_turned(part) for part in parts) and len(parts) > 1:  # "Holt, Mira; Lind, Joe"
        yield from (" ".join(part.split(",")[::-1]).strip() for part in parts)
        return
    for part in parts:
        yield from _by_comma(part)


def _is_turned(part: str) -> bool:
    return re.fullmatch(r"[^\W\d]+(?:-[^\W\d]+)?, ?[^\W\d]+(?:[ -][^\W\d]+\.?)?", part) is not None


def _by_comma(part: str) -> Iterator[str]:
    if _is_turned(part) and not _SUFFIX.match(part.partition(",")[2].strip()):
        yield part if _SUFFIX.match(part) else " ".join(part.split(",")[::-1]).strip()
        return
    pieces = [piece.strip() for piece in part.split(",")]
    for number, piece in enumerate(pieces):
        if piece and not _SUFFIX.match(piece):
            suffix = pieces[number + 1] if number + 1 < len(pieces) and _SUFFIX.match(pieces[number + 1]) else ""
            yield f"{_without_by(piece)}, {suffix}" if suffix else _without_by(piece)


def _without_by(name: str) -> str:
    return _BY.sub("", name).strip(" ,.:-–—") if _BY.match(name) else name.strip(" ,:-–—")


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= LONGEST or len(name.split()) > MOST_WORDS:
        return False
    return (
        not _DATE.search(name)
        and ":" not in name
        and not _NO_NAME.search(name)
        and any(letter.isalpha() for letter in name)
    )


def _key(name: str) -> str:
    """The same for "Mira-Holt", "mira holt" and "Mira  Holt"."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
