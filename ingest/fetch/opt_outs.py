"""Opt-outs: publishers' words against the use of a page, in X-Robots-Tag, meta tags and the reservation of TDMRep.

An archive with answers is a search index that quotes. So these words count, said to all robots or to ragbot:
`noai`, `noml` (no use by AI), `noindex`, `none` (in no index), `nosnippet`, `max-snippet:0` (not to be quoted).
These do not: `noimageai` (no image is taken), `nofollow` (of links), `noarchive` (of a copy in a page's place).
`noindex` counts on pages only: on feeds it is the rule, and says that the feed itself is no hit.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.fetch.fetched import HTML
from ingest.fetch.request import Response

TOKEN = "ragbot"
"""Our name in robots.txt and in X-Robots-Tag."""
RESERVED = "tdm-reservation"
HEAD_BYTES = 200_000
"""The bytes of a page in which meta tags stand; styles come first on some pages."""
AGAINST_USE = frozenset({"noai", "noml", "nosnippet", "max-snippet:0"})
AGAINST_INDEX = frozenset({"noindex", "none"})
_VALUED = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
_AGENTS = ("", "*", "robots", TOKEN)


def opt_outs_of(response: Response) -> tuple[str, ...]:
    """Return the words in the headers of a response, and in the head of its page.

    Those of an error page do not count: it often says `noindex`, of itself.
    """
    if response.status != 304 and not 200 <= response.status < 300:
        return ()
    is_page = response.kind in HTML
    words = [word for value in response.all("x-robots-tag") for word in _words(value)]
    words += [RESERVED] if "1" in [value.strip() for value in response.all(RESERVED)] else []
    if not is_page:
        return _counted(words, AGAINST_USE)
    head = response.data[:HEAD_BYTES].decode("latin-1")  # the words are ASCII in every charset
    return _counted([*words, *opt_outs_in(head)], AGAINST_USE | AGAINST_INDEX)


def opt_outs_in(page_head: str) -> tuple[str, ...]:
    """Return the words in the meta tags of a page, of which the start will do."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(page_head.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return ()
    words: list[str] = []
    for meta in tree.iter("meta"):
        name, content = (str(meta.get(each) or "").strip().lower() for each in ("name", "content"))
        if name in ("robots", TOKEN):
            words += _words(content)
        if name == RESERVED and content == "1":
            words.append(RESERVED)
    return _counted(words, AGAINST_USE | AGAINST_INDEX)


def _words(value: str) -> Iterable[str]:
    """Yield the words to us in `noai, googlebot: noindex, nofollow`: a robot's name holds until the next one."""
    agent = ""
    for part in value.lower().split(","):
        name, colon, rest = (each.strip() for each in part.partition(":"))
        if colon and name not in _VALUED:
            agent, part = name, rest
        if agent in _AGENTS:
            yield "".join(part.split())


def _counted(words: Iterable[str], counting: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(words) if word in counting or word == RESERVED)
