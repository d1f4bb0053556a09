"""The text of a page's article: what a reader sees, without the texts of other stories, in paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.formats.markup import readable
from ingest.formats.pages.captions import without_captions
from ingest.formats.pages.foreign import keep_fact_boxes, without_foreign
from ingest.formats.pages.lead import lead_of
from ingest.formats.pages.lines import without_chrome, without_day, without_head
from ingest.formats.pages.seen import part, without_unseen
from ingest.formats.pages.stubs import without_offer
from ingest.formats.text import without_title
from ingest.records.cleaning import clean_text

SHORT = 250
"""The most characters of a text for which trafilatura takes all that stands on a page, its menu and headline too."""
FULLER = 2.0
"""Times the length of the text on the page at which JSON-LD's counts: such a page shows its text by a script."""
_SENTENCE = re.compile(
    r"[^\n]{20,}[.!?…。！？।؟”\"»)]\W{0,3}$|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{12}", re.MULTILINE
)
"""A line that tells something: "Nobody was hurt in the quake."; "Home Sport Log in" does not."""
_ASIDE = frozenset(("nav", "header", "footer", "aside", "form", "menu", "button", "select"))


@dataclass(frozen=True, slots=True)
class Body:
    """The article on a page."""

    text: str
    """The text; "" where there is none."""
    is_cut: bool
    """Whether the rest is for subscribers."""
    headlines: int
    """The number of headlines on the page that lead to other pages."""


def body_of(tree: Any, title: str, description: str, declared: str) -> Body:
    """Return the body from the page's tree, which is of no use afterwards, or from `declared`, JSON-LD's text."""
    without_unseen(tree)
    part(tree)
    keep_fact_boxes(tree)
    without_captions(tree)
    headlines = without_foreign(tree)
    text, is_cut = without_offer(_fuller(_shown(tree), declared))
    lines = without_day(without_chrome(without_head(without_title(text.split("\n"), title), title)))
    lead = lead_of(tree, text, description)
    whole = "\n\n".join(filter(None, (lead, *(line for line in lines if line != lead))))
    return Body(whole, is_cut, headlines)


def _shown(tree: Any) -> str:
    """Return the text that trafilatura finds, or the paragraphs of a page that has few."""
    from trafilatura import bare_extraction

    found = bare_extraction(tree, include_comments=False)
    text = found.text or "" if found is not None and not isinstance(found, dict) else ""
    return text if len(text) >= SHORT else _short(tree, text)


def _fuller(text: str, declared: str) -> str:
    """Return the text on the page, or JSON-LD's where that is so much longer."""
    if len(declared) <= FULLER * len(text):
        return text
    written = clean_text(readable(declared))
    return written if len(written) > FULLER * len(text) else text


def _short(tree: Any, text: str) -> str:
    """Return the paragraphs of a page that has few; "" where none tells anything."""
    for place in (*tree.iter("article"), *tree.iter("main"), *tree.iter("body")):
        told = "\n\n".join(filter(None, map(_words, _paragraphs(place))))
        if _SENTENCE.search(told):
            return told
    return text if _SENTENCE.search(text) and "\n" in text else ""


def _paragraphs(place: Any) -> list[Any]:
    return [
        element
        for element in place.iter("p", "li", "blockquote", "pre")
        if not any(above.tag in _ASIDE for above in element.iterancestors()) and not element.findall(".//p")
    ]


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
