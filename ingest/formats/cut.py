"""Texts that break off: what a service or a feed says there about the rest is no text, and the article is a part."""

from __future__ import annotations

import re
from dataclasses import dataclass

TAIL = 500
"""Characters at the end of a text, where such words stand."""
SHORT = 2_000
"""Characters; a longer text that closes with dots may be one whose last sentence trails off."""

_COUNTED = re.compile(r"\s{0,9}(?:…|\.{3})?\s{0,9}\[\+?\d{1,7} chars\]\s*$")  # of NewsAPI and GNews: "… [+1834 chars]"
_BRACKET = re.compile(r"\s{0,9}(?:\[\s?(?:…|\.{3,4})\s?\]|\((?:…|\.{3})\))\s*$")  # "[…]", "[...]", "(…)"
_MORE = re.compile(  # `… Continue reading Dam holds →`, or that on a line of its own; "… Read more", but no such line
    r"(?:(?P<before>…|\.{3}|[\])]|\n)\s{0,9}\(?(?:continue reading|keep reading|read the (?:full|rest)|weiterlesen"
    r"|lire la suite|seguir leyendo)|(?P<dots>…|\.{3}|…\]|\.{3}\])\s{0,9}\(?(?:read more|mehr lesen|leer más|läs mer))"
    r"\b[^\n.]{0,200}\.?\s*$",
    re.IGNORECASE,
)
# "voted. Read more", "(Continue reading at A)", "[More]": a teaser in a feed ends so; elsewhere a box below a text does
_LINK = re.compile(
    r"(?:^|(?<=[.!?…)\]\n])) {0,9}[(\[]?(?:read (?:more|on)|continue reading|more)\b[^.!?\n]{0,80}\W{0,9}$",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?:…|\.{3})\s*$")  # "The ferry sank..."
_POSTED = re.compile(r"\s*\bThe post [^\n]{1,300}? (?:appeared first|first appeared) on [^\n]{1,150}$")
"""WordPress: "The post Ferry sinks appeared first on Orm Daily."."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text without what was said about its rest."""

    text: str
    is_part: bool


def without_rest(text: str, *, of_feed: bool = False) -> Text:
    """The text, and whether it breaks off: "… [+1834 chars]", "[…]", "Continue reading", dots at a short one's end.

    In a feed a long one may end with dots, too, and with a mere link to its page.
    """
    text = text.rstrip()
    head, tail, is_part = text[:-TAIL], text[-TAIL:], False
    tail = _POSTED.sub("", tail)
    for pattern in (_COUNTED, _MORE, _BRACKET, *([_LINK] if of_feed else [])):
        while (found := pattern.search(tail)) and (head or found.start()):
            before = next(filter(None, found.groupdict().values()), "")
            tail, is_part = f"{tail[: found.start()]}{before}".rstrip(), True
            tail = tail if pattern in (_MORE, _LINK) or tail.endswith(("…", "...")) else f"{tail}…"
    text = f"{head}{tail}"
    return Text(text, is_part or bool(_DOTS.search(tail) and (of_feed or len(text) < SHORT)))
