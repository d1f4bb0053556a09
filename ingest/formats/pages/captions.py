"""Captions and credits of a page's pictures, which are no sentences of its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

LONGEST = 600
"""The most characters of a caption with its credit."""
MOST_BESIDE = 150
"""The most characters with a picture beside its caption, such as "Open in a gallery"."""
LEVELS = 3
"""The most boxes around a caption in which its picture may be."""
_NAMED = re.compile(
    r"caption|cutline|bild-?(?:unterschrift|text|nachweis)|foto-?(?:credit|text)|pie-?de-?foto|piefoto|didascali"
    r"|(?:^|[\s_-])(?:credits?|legende?|bijschrift|podpis)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Classes of captions: "media__caption", "imageCaption", "photo-credit", "bildunterschrift"."""
_PICTURES = ("img", "picture", "figure", "video", "amp-img", "iframe")
_WHOLE = ("body", "article", "main", "html")


def without_captions(tree: Any) -> None:
    """Leave out captions and credits, by their class, beside a picture: trafilatura knows only `<figcaption>`."""
    named = [each for each in tree.iter("div", "p", "span", "small", "em", "li", "td", "dd") if _is_caption(each)]
    for element in named:
        if element.getparent() is not None and _is_beside_a_picture(element):
            element.drop_tree()


def _is_caption(element: Any) -> bool:
    named = element.get("class")
    return bool(named) and _NAMED.search(named[:300]) is not None and _length(element) <= LONGEST


def _is_beside_a_picture(element: Any) -> bool:
    return _has_picture(element) or any(
        _is_before(box) or _holds_both(parent, element) for box, parent in islice(_boxes(element), LEVELS)
    )


def _boxes(element: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the element and each box around it, each with its own parent."""
    for parent in element.iterancestors():
        yield element, parent
        if parent.tag in _WHOLE:
            return
        element = parent


def _is_before(box: Any) -> bool:
    """Return whether a picture stands right before the box."""
    before = box.getprevious()
    return before is not None and _has_picture(before) and _length(before) <= MOST_BESIDE


def _holds_both(parent: Any, element: Any) -> bool:
    """Return whether the parent is a box of a picture and its caption alone."""
    return parent.tag not in _WHOLE and _has_picture(parent) and _length(parent) - _length(element) <= MOST_BESIDE


def _has_picture(element: Any) -> bool:
    return next(element.iter(*_PICTURES), None) is not None


def _length(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext())
