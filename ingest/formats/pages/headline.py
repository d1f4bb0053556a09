"""The headline of a page, by agreement of what it offers for one, and without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.formats.pages.declared import share
from ingest.formats.pages.head import Head

_WIDE = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
SEPARATOR = re.compile(
    r"\s+(?:[|·•*⋆›»«‹/~]|[-–—]{1,2}|::)\s+|\s?[：｜]\s?|\s\|(?=\S)|(?<=\S)\|\s"
    rf"|(?<={_WIDE})(?:[|_]|[-–—]{{1,2}})(?={_WIDE})"
)
"""Between a headline and what stands around it: " | ", " – ", " -- ", "：", " » "; of such letters "-", "_" too."""
FEWEST = 8
"""Letters of a headline that another one may be cut down to."""
SOME, MOST = 0.34, 0.8
"""Words that a headline shares with one that tells of the same, and with one that is the same."""
LONGEST_NAME = 6
"""Words that a part of a title with the site's name in it has at most: "The Orm Courier Online"."""


def headline_of(head: Head, declared: str, names: Sequence[str]) -> str:
    """Of a page whose JSON-LD has the headline `declared`, and whose site has these names; empty when there is none."""
    declared = declared if _is_heading(declared, head) else _plain(declared, (), names)
    shown = [each for each in (*head.headings, declared) if each]
    title, *og_titles = (_plain(each, shown, names) for each in (head.title, *head.og_titles[:1]))
    offered = [each for each in (*og_titles, declared, title) if each]
    if not offered:
        return _plain(head.headings[0], (), names) if head.headings else ""
    if _is_heading(declared, head):
        return declared  # what the page says and shows
    first, *others = offered
    if not others or _is_shared(first, (*others, *head.headings), SOME):
        return first
    return next((other for other in others if _is_shared(other, (*head.headings, *head.subheadings), MOST)), first)


def _is_heading(title: str, head: Head) -> bool:
    return bool(title) and any(_letters(title) == _letters(heading) for heading in head.headings)


def _plain(title: str, shown: Iterable[str], names: Sequence[str]) -> str:
    """A title as the heading that it contains, else without the parts that name the site."""
    if any(_letters(each) == _letters(title) for each in shown):
        return title
    if within := [each for each in shown if len(_letters(each)) >= FEWEST and _is_part(each, title)]:
        return max(within, key=len)
    parts = SEPARATOR.split(title)
    marks = SEPARATOR.findall(title)
    kept = [number for number, part in enumerate(parts) if not _names_site(part, names)]
    if not kept or len(kept) == len(parts):
        return title
    end = next((number for number in range(1, len(parts)) if number not in kept), len(parts))
    start = 1 if 0 not in kept else 0
    if start:
        end = len(parts)
    return "".join(part + mark for part, mark in zip(parts[start:end], [*marks[start : end - 1], ""], strict=False))


def _is_part(heading: str, title: str) -> bool:
    """Whether the heading is what one of the title's separators leaves, whatever blanks and quotation marks it has."""
    inner = _letters(heading)
    ends = {_letters(title[: found.start()]) for found in SEPARATOR.finditer(title)}
    begins = {_letters(title[found.end() :]) for found in re.finditer(r"(?::\s)|" + SEPARATOR.pattern, title)}
    between = any(begin.startswith(inner) for begin in begins) and any(end.endswith(inner) for end in ends)
    return inner in ends or inner in begins or between


def _names_site(part: str, names: Sequence[str]) -> bool:
    """Whether it is a name of the site, or a few words with that in it."""
    letters = _letters(part)
    if not letters or len(part.split()) > LONGEST_NAME:
        return False
    return any(letters == name or (len(name) > 2 and (name in letters)) for name in map(_letters, names))


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def _is_shared(title: str, others: Iterable[str], least: float) -> bool:
    return any(share(title, other) >= least for other in others)
