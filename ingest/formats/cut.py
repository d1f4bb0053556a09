"""Texts that break off: the words of a service or a feed about the rest are no text, and the article is a part."""

from __future__ import annotations

import re
from dataclasses import dataclass

TAIL = 500
"""Characters at the end of a text that are searched for such words."""
SHORT = 2_000
"""Characters; a longer text that closes with dots may be one whose last sentence trails off."""

_COUNTED = re.compile(r"\s{0,9}(?:…|\.{3})?\s{0,9}\[\+?\d{1,7} chars\]\s*$")  # by NewsAPI and GNews: "… [+1834 chars]"
_BRACKET = re.compile(r"\s{0,9}(?:\[\s?(?:…|\.{3,4})\s?\]|\((?:…|\.{3})\))\s*$")  # "[…]", "[...]", "(…)"
_MORE = re.compile(  # `… Continue reading Dam holds →`, or that on a line of its own; "… Read more", but no such line
    r"(?:(?P<before>…|\.{3}|[\])]|\n)\s{0,9}\(?(?:continue reading|keep reading|read the (?:full|rest)|weiterlesen"
    r"|lire la suite|seguir leyendo)|(?P<dots>…|\.{3}|…\]|\.{3}\])\s{0,9}\(?(?:read more|mehr lesen|leer más|läs mer))"
    r"\b[^\n.]{0,200}\.?\s*$",
    re.IGNORECASE,
)
# "voted. Read more", "(Continue reading at A)", "[More]": the end of a teaser in a feed; elsewhere a box below a text
_LINK = re.compile(
    r"(?:^|(?<=[.!?…)\]\n])) {0,9}[(\[]?(?:read (?:more|on)|continue reading|more)\b[^.!?\n]{0,80}\W{0,9}$",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?:…|\.{3})\s*$")  # "The ferry sank..."
_POSTED = re.compile(r"\s*\bThe post [^\n]{1,300}? (?:appeared first|first appeared) on [^\n]{1,150}$")
"""The last words of a text from WordPress: "The post Ferry sinks appeared first on Orm Daily."."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text without the words about its rest."""

    text: str
    is_part: bool


def without_rest(text: str, *, of_feed: bool = False) -> Text:
    """Return the text, and whether it breaks off: "… [+1834 chars]", "[…]", "Continue reading", dots after a short one.

    In a feed dots may end a long text, too, and a mere link to its page may.
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
