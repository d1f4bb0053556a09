"""What a reader sees of a page: nothing hidden, raised numbers as such, and separate words apart."""

from __future__ import annotations

from typing import Any

from ingest.formats.colours import UNKNOWN, Colours, colours_of
from ingest.formats.markup import is_hidden, raised

BESIDE = ("span", "b", "strong", "em", "i", "time", "label", "button", "a", "small")
"""Elements within a line that a page sets apart though nothing is written between them."""


def without_unseen(tree: Any) -> None:
    """Leave out hidden elements; but not most of a page, which a script shows later."""
    body = tree.find(".//body")
    hidden = [element for element in tree.iter("*") if element.tag == "template" or _is_hidden(element)]
    most = _length(body) / 2 if hidden and body is not None else 0
    for element in hidden:
        if element.getparent() is not None and element.tag not in ("html", "body") and _length(element) <= most:
            element.drop_tree()
    if body is not None:
        _without_unseen_words(body)


def _without_unseen_words(body: Any) -> None:
    """Leave out the words in the colour of what is behind them, unless those are most of the page."""
    known: dict[Any, Colours] = {}
    unseen = []
    for element in body.iter("*"):
        around = known.get(element.getparent(), UNKNOWN) if known else UNKNOWN
        colours = colours_of(element.attrib, around) if element.attrib else around
        if colours != UNKNOWN:
            known[element] = colours
            unseen += [element] if colours.are_alike else []
    if unseen and sum(map(_own_length, unseen)) <= _length(body) / 2:
        for element in unseen:
            element.text = None
            for inner in element:
                inner.tail = None


def _own_length(element: Any) -> int:
    return len(element.text or "") + sum(len(inner.tail or "") for inner in element)


def _is_hidden(element: Any) -> bool:
    """Return whether the attributes hide an element; paragraphs for subscribers are hidden from ears alone."""
    attributes = element.attrib
    if element.tag == "p" and attributes and "aria-hidden" in attributes:
        attributes = {name: value for name, value in attributes.items() if name != "aria-hidden"}
    return bool(attributes) and is_hidden(attributes)


def _length(element: Any) -> int:
    return sum(map(len, element.itertext()))


def part(tree: Any) -> None:
    """Write exponents as such (10³), leave out the marks of footnotes, and keep "Yes" and "11" two words."""
    for element in list(tree.iter("sup", "sub")):
        _raise(element)
    for element in tree.iter(*BESIDE):
        following = None if element.tail else element.getnext()
        if following is not None and following.tag in BESIDE and _would_join(element, following):
            element.tail = " "


def _raise(element: Any) -> None:
    words = "".join(element.itertext())
    is_link = any(str(link.get("href", "")).startswith("#") for link in element.iter("a"))
    before = element.getprevious()
    text = before.tail if before is not None else element.getparent().text if element.getparent() is not None else ""
    written = raised(words, element.tag, is_link=is_link, after=text or "")
    if written != words:
        for inner in list(element):
            element.remove(inner)
        element.text = written
    element.drop_tag()


def _would_join(element: Any, following: Any) -> bool:
    """Return whether the two would be read as one word or number; a word that is cut in two has only letters."""
    before, after = "".join(element.itertext()), "".join(following.itertext())
    if not before[-1:].isalnum() or not after[:1].isalnum():
        return False
    if before[-1].isdigit() or after[0].isdigit():
        return len(before) > 1 or before.isdigit()
    return before[-1].islower() and after[0].isupper()
