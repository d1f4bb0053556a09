"""The headline of a page: the one on which its titles agree, without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.formats.pages.declared import share
from ingest.formats.pages.head import Head
from ingest.formats.pages.site import label_of, letters_of, names_site

_WIDE = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
SEPARATOR = re.compile(
    r"\s+(?:[|·•*⋆›»«‹/~]|[-–—]{1,2}|::)\s+|\s?[：｜]\s?|\s\|(?=\S)|(?<=\S)\|\s"
    rf"|(?<={_WIDE})(?:[|_]|[-–—]{{1,2}})(?={_WIDE})"
)
"""A mark between a headline and the words around it: " | ", " – ", " -- ", "：", " » "; in wide scripts "-", "_"."""
_ENCLOSED = re.compile(r"\s*[(\[]([^()\[\]]{2,60})[)\]]\s*$")
"""A name behind a headline: "Dam to be raised (Orm Courier)"."""
_CUT = re.compile(r"\s*(?:…|\.{3})\s*$")
"""The end of a title that is cut off: "Dam above Tolvik to…"."""
FEWEST = 8
"""The fewest letters of a headline to which another one may be cut down."""
SOME, MOST = 0.34, 0.8
"""The share of words that a headline has in common with one for the same event, and with one that is the same."""
SECTION = 2
"""The most words of a section between a headline and its site: "Dam to be raised | Local News | Orm Courier"."""
FEWEST_WORDS = 4
"""The fewest words of a headline before a section."""


@dataclass(frozen=True, slots=True)
class _Site:
    """The names by which titles call a site."""

    names: Sequence[str]
    label: str

    def is_in(self, words: str) -> bool:
        return names_site(words, self.names, self.label)


def headline_of(head: Head, declared: str, names: Sequence[str]) -> str:
    """Return the headline of a page by `head`, by `declared` of its JSON-LD, and by the names of its site; or ""."""
    site = _Site(names, label_of(head.addresses))
    headings = [each for each in head.headings if not site.is_in(each)]
    declared = declared if _is_one_of(declared, headings) else _plain(declared, (), (), site)
    shown = [each for each in (*headings, declared) if each]
    title, *og_titles = (_plain(each, shown, head.subheadings, site) for each in (head.title, *head.og_titles[:1]))
    offered = [each for each in (*og_titles, declared, title) if each]
    if not offered:
        offered = [_plain(each, (), (), site) for each in _barest(headings)] or [
            head.title or "".join(head.headings[:1])
        ]
    return _as_shown(declared if _is_one_of(declared, headings) else _agreed(offered, headings, head), headings)


def _barest(headings: Sequence[str]) -> Sequence[str]:
    """Return the first heading, without the topic that may stand in it."""
    return headings[1:2] if "".join(headings[1:2]) in "".join(headings[:1]) and headings[1:] else headings[:1]


def _agreed(offered: Sequence[str], headings: Sequence[str], head: Head) -> str:
    first, *others = offered
    if not others or _is_shared(first, (*others, *headings), SOME):
        return first
    return next((other for other in others if _is_shared(other, (*headings, *head.subheadings), MOST)), first)


def _as_shown(title: str, headings: Sequence[str]) -> str:
    """Return the headline as the page writes it, if the title has its letters in capitals, or only its beginning."""
    begun = letters_of(_CUT.sub("", title)) if _CUT.search(title) else ""
    for heading in headings:
        if title.isupper() and letters_of(heading) == letters_of(title):
            return heading
        if len(begun) >= FEWEST and letters_of(heading).startswith(begun) and not _CUT.search(heading):
            return heading
    return title


def _is_one_of(title: str, headings: Sequence[str]) -> bool:
    return bool(title) and any(letters_of(title) == letters_of(heading) for heading in headings)


def _plain(title: str, shown: Sequence[str], below: Sequence[str], site: _Site) -> str:
    """Return a title as the heading that it contains, shown or `below`, else without its site; "" where that is all."""
    if _is_one_of(title, shown):
        return title
    if within := [each for each in (*shown, *below) if len(letters_of(each)) >= FEWEST and _is_part(each, title, site)]:
        return max(within, key=len)
    if named := _ENCLOSED.search(title):
        title = title[: named.start()] if site.is_in(named[1]) else title
    before, colon, after = title.partition(": ")
    if colon and any(letters_of(before) == letters_of(name) for name in site.names):
        title = after
    kept = _kept(title, site)
    is_of_site = kept != title and shown and site.is_in(SEPARATOR.split(title)[0])
    return "" if is_of_site and not _is_shared(kept, shown, SOME) else kept


def _kept(title: str, site: _Site) -> str:
    """Return a title without the parts that name the site, and without a section before them."""
    parts, marks = SEPARATOR.split(title), SEPARATOR.findall(title)
    kept = [number for number, part in enumerate(parts) if not site.is_in(part)]
    if len(kept) == len(parts) or not kept:
        return title if kept else ""
    start = 1 if 0 not in kept else 0
    end = len(parts) if start else next(number for number in range(1, len(parts)) if number not in kept)
    while end > start + 1 and _is_section(parts[end - 1], marks[end - 2], parts[start]):
        end -= 1
    return "".join(part + mark for part, mark in zip(parts[start:end], [*marks[start : end - 1], ""], strict=True))


def _is_section(part: str, mark: str, headline: str) -> bool:
    return (
        len(part.split()) <= SECTION and len(headline.split()) >= FEWEST_WORDS and mark.strip() not in ("-", "–", "—")
    )


def _is_part(heading: str, title: str, site: _Site) -> bool:
    """Return whether the heading is the title before, after or between separators, whatever its blanks and quotes."""
    inner, whole = letters_of(heading), letters_of(title)
    if whole.startswith(inner) and any(letters_of(name) in whole[len(inner) :] for name in site.names if len(name) > 2):
        return True
    ends = {letters_of(title[: found.start()]) for found in SEPARATOR.finditer(title)}
    begins = {letters_of(title[found.end() :]) for found in re.finditer(r"(?::\s)|" + SEPARATOR.pattern, title)}
    between = any(begin.startswith(inner) for begin in begins) and any(end.endswith(inner) for end in ends)
    return inner in ends or inner in begins or between


def _is_shared(title: str, others: Iterable[str], least: float) -> bool:
    return any(share(title, other) >= least for other in others)
