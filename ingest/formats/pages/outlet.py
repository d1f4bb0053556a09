"""The outlet of a page, by the name that people use for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.formats.pages.headline import SEPARATOR
from ingest.formats.pages.site import label_of
from ingest.records.cleaning import clean_line

_COMPANY = re.compile(
    r"\b(?:GmbH|AG|KG|mbH|Inc|Ltd|LLC|PLC|Corp|Corporation|Pty|B\.?V|S\.?A|S\.?p\.?A|S\.?L|A/S|ASA?|AB|Oy|Limited|Company"
    r"|Verlag|Verlagsgesellschaft|Holdings?|Publishing|Publications|株式会社|Hus)\b\.?|社$"
)
"""A word in the name of a company and not of a paper: "Orm Courier Verlag GmbH & Co. KG"."""
MOST_WORDS = 7
_ADDRESS = re.compile(r"^@|^https?:|/", re.IGNORECASE)
"""A handle or an address, no name: "@ormcourier"."""


def outlet_of(publisher: str, site_names: Sequence[str], title: str, headline: str, addresses: Sequence[str]) -> str:
    """Return the outlet by JSON-LD's publisher, og:site_name or the title's end; a company's name as the last."""
    given = [clean_line(name).replace("_", " ") for name in (publisher, *site_names)]
    names = [name for each in given if (name := _name(each)) and _key(name) != _key(headline)]
    label = label_of(addresses)
    closing = _closing(title, headline)
    if closing and label and _stands_for(closing, label):
        names.append(closing)
    papers = [name for name in names if not _COMPANY.search(name)]
    return max(papers or names, key=lambda name: _quality(name, label), default="")


def _name(name: str) -> str:
    """Return the name without a slogan after it, "Orm Courier - All the news of Orm"; "" where it is none."""
    first = SEPARATOR.split(name)[0].strip()
    return first if len(first) > 1 and len(first.split()) <= MOST_WORDS and not _ADDRESS.search(first) else ""


def _quality(name: str, label: str) -> tuple[bool, bool, bool, bool, int]:
    """Return the rank of a name: first by the site's address, then its letters; then the plainest, and more words."""
    key = _key(name)
    borne_out = bool(label) and (label in key or key in label or _stands_for(name, label))
    is_written = name != name.lower() or not name.isascii()
    return borne_out, is_written, "." not in name, key.removeprefix("the") == label.removeprefix("the"), name.count(" ")


def _closing(title: str, headline: str) -> str:
    """Return the words of a title after the headline; "" without any."""
    parts = SEPARATOR.split(title)
    return _name(parts[-1]) if len(parts) > 1 and _key(parts[-1]) not in _key(headline) else ""


def _stands_for(name: str, label: str) -> bool:
    """Return whether the label has letters of the outlet's name in their order: `nytimes`, "The New York Times"."""
    letters = iter(_key(name))
    return len(label) > 2 and all(letter in letters for letter in label if letter.isalnum())


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
