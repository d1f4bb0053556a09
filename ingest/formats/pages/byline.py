"""The byline of a page's article, where neither JSON-LD nor the meta tags name its authors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from ingest.formats.pages.people import is_full, people_in
from ingest.formats.pages.roles import AGENCY
from ingest.records.cleaning import clean_line

LONGEST = 120
"""The most characters of a byline; a note on its author is longer."""
_NAME = re.compile(r"(?:^|\s)\S{0,60}?(?:author|byline)[-_]{1,2}(?:name|link)", re.IGNORECASE)
"""A class of an element with a name alone: "article-author__name"."""
_BYLINE = re.compile(r"(?:author|byline)", re.IGNORECASE)  # "article-byline"
_OTHER = re.compile(r"comment|tweet|bio|desc|social|photo|img|avatar|title|date|footer|related|card", re.IGNORECASE)
"""A class of an element beside a name, or by other people: "comment-author"."""
_BY = re.compile(r"\s*(?:(?:written |reported )?by|(?:ein \w{1,20} )?von|par|por)\b", re.IGNORECASE)
"""The beginning of a line that is a byline without such a class: "By Mira Holt", "Von Mira Holt"."""
_BEHIND = re.compile(r",? (?:in|on|at|for|aus|à|en|[·|–—])(?: .*)?$", re.IGNORECASE)
"""The words behind the names in such a line: ", in News, Travel · 10 March 2026"."""
MOST_BELOW = 150
"""The most elements below the headline that are searched for the byline."""
_ASIDE = ("figure", "figcaption", "aside", "footer", "nav", "blockquote", "form", "li")


def byline_people(tree: Any, outlets: Sequence[str]) -> list[str]:
    """Return the persons of the first byline that has any; those with more certain marks come first."""
    ranked: list[tuple[int, Any]] = sorted(_marked(tree), key=lambda one: one[0])
    for rank, element in ranked:
        if people := _people(element, outlets):
            beside = [other for level, other in ranked if level == rank and _holder(other) is _holder(element)]
            people = people_in((name for other in beside for name in _people(other, outlets)), outlets)
            if rank == 0 or any(is_full(name) for name in people):
                return people
    return []


def people_below_headline(tree: Any, outlets: Sequence[str]) -> list[str]:
    """Return the persons or the agency of the first line below the headline that begins as a byline does."""
    heading = next(tree.iter("h1"), None)
    for element in islice(heading.xpath("following::*"), MOST_BELOW) if heading is not None else ():
        if not _BY.match((element.text or "")[:LONGEST]) or _is_aside(element):
            continue
        line = clean_line(" ".join(element.itertext())[: 3 * LONGEST])
        if len(line) > LONGEST or line.endswith((".", "!", "?", "…")):
            continue
        named = people_in([_BEHIND.sub("", line)], outlets)
        if people := [name for name in named if is_full(name) or AGENCY.fullmatch(name)]:
            return people
    return []


def _is_aside(element: Any) -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in _ASIDE or bool(_OTHER.search(named)) or next(element.iterancestors(*_ASIDE), None) is not None


def _marked(tree: Any) -> Iterator[tuple[int, Any]]:
    for element in tree.iter("a", "span", "div", "p", "li", "ul", "cite", "address", "em", "b", "strong", "h3", "h4"):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        said = f"{element.get('rel', '')} {element.get('itemprop', '')}"
        if _OTHER.search(named):
            continue
        if "author" in said.split() or _NAME.search(named):
            yield 0, element
        elif _BYLINE.search(named):
            yield 1, element


def _people(element: Any, outlets: Sequence[str]) -> list[str]:
    text = clean_line(" ".join(element.itertext())[: 2 * LONGEST])
    return people_in([text], outlets) if len(text) <= LONGEST else []


def _holder(element: Any) -> Any:
    parent = element.getparent()
    return parent.getparent() if parent is not None else None
