"""The lead of an article that stands apart from its text, under the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.records.cleaning import clean_line

SHORTEST, LONGEST = 40, 700
"""The fewest and the most characters of a lead."""
MOST_BETWEEN = 400
"""The most elements between the headline and the text that are searched for the lead."""
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:lead(?:-?text)?|lede|intro(?:duction)?|standfirst|de[ck]k?|sub-?(?:title|head(?:line|ing)?|deck)|chapo|sapo"
    r"|perex|ingress|strap(?:line)?|summary|excerpt|vorspann|bajada|sommario|entradilla|manchet|spot)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Classes of a lead: "article__standfirst", "sub-title", "chapo"."""
_PICTURE = re.compile(
    r"caption|credit|figure|image|photo|gallery|video|author|byline|paywall|subscri|newsletter|promo", re.IGNORECASE
)
"""Classes of other elements there: "lead-image__caption"."""
_BLOCKS = ("p", "div", "ul", "ol", "section", "h2", "h3", "h4", "figure", "form", "button")


def lead_of(tree: Any, text: str, description: str) -> str:
    """Return the lead between the headline and the text: by its class, or as the page's description; "" without one."""
    begins, wanted = _letters(text[: 3 * LONGEST].split("\n")[0]), _letters(description)
    for element in _between(tree, text):
        if next(element.iterdescendants(*_BLOCKS), None) is not None or _is_of_picture(element):
            continue
        words = clean_line(" ".join(element.itertext())[: 2 * LONGEST])
        if not SHORTEST <= len(words) <= LONGEST:
            continue
        letters = _letters(words)
        if letters in begins or not (_NAMED.search(element.get("class", "")[:300]) or letters == wanted):
            continue
        if _linked(element) < 0.5:
            return words
    return ""


def _between(tree: Any, text: str) -> Iterator[Any]:
    """Yield the elements after the headline, up to the first paragraph of the text."""
    first = _letters(text[:300].split("\n")[0])[:60]
    heading = next(tree.iter("h1"), None)
    if heading is None or not first:
        return
    for element, _ in zip(heading.xpath("following::*"), range(MOST_BETWEEN), strict=False):
        if element.tag in ("p", "div", "h2", "h3", "span", "strong", "section", "header"):
            if element.tag == "p" and _letters("".join(element.itertext())).startswith(first):
                return
            yield element


def _is_of_picture(element: Any) -> bool:
    near = [element, *(above for above, _ in zip(element.iterancestors(), range(6), strict=False))]
    return any(
        each.tag in ("figure", "figcaption", "aside", "form") or _PICTURE.search(each.get("class", "")[:300])
        for each in near
    )


def _linked(element: Any) -> float:
    words = "".join(element.itertext())
    return sum(len("".join(link.itertext())) for link in element.iter("a")) / max(len(words), 1)


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))
