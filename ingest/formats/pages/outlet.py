"""The outlet of a page by the name that people use for it."""

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
"""What names a company and no paper: "Orm Courier Verlag GmbH & Co. KG"."""
MOST_WORDS = 7
_ADDRESS = re.compile(r"^@|^https?:|/", re.IGNORECASE)
"""A handle or an address, no name: "@ormcourier"."""


def outlet_of(publisher: str, site_names: Sequence[str], title: str, headline: str, addresses: Sequence[str]) -> str:
    """By JSON-LD's publisher, og:site_name, the end of the title; a company's name only if there is no other one."""
    given = [clean_line(name).replace("_", " ") for name in (publisher, *site_names)]
    names = [name for each in given if (name := _name(each)) and _key(name) != _key(headline)]
    label = label_of(addresses)
    closing = _closing(title, headline)
    if closing and label and _stands_for(closing, label):
        names.append(closing)
    papers = [name for name in names if not _COMPANY.search(name)]
    return max(papers or names, key=lambda name: _quality(name, label), default="")


def _name(name: str) -> str:
    """Without a slogan after it: "Orm Courier - All the news of Orm"."""
    first = SEPARATOR.split(name)[0].strip()
    return first if len(first) > 1 and len(first.split()) <= MOST_WORDS and not _ADDRESS.search(first) else ""


def _quality(name: str, label: str) -> tuple[bool, bool, bool, bool, int]:
    """One that the site's address bears out, written as a name; of such the plainest, and then in words."""
    key = _key(name)
    borne_out = bool(label) and (label in key or key in label or _stands_for(name, label))
    is_written = name != name.lower() or not name.isascii()
    return borne_out, is_written, "." not in name, key.removeprefix("the") == label.removeprefix("the"), name.count(" ")


def _closing(title: str, headline: str) -> str:
    """What a title says after the headline."""
    parts = SEPARATOR.split(title)
    return _name(parts[-1]) if len(parts) > 1 and _key(parts[-1]) not in _key(headline) else ""


def _stands_for(name: str, label: str) -> bool:
    """Whether the host's name is made of the outlet's letters in their order: `nytimes`, "The New York Times"."""
    letters = iter(_key(name))
    return len(label) > 2 and all(letter in letters for letter in label if letter.isalnum())


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
