"""The table of all formats: the command line, the server, the page and the docs read it."""

from __future__ import annotations

import os
from functools import cache

from ingest.formats.archives import TAR, ZIP
from ingest.formats.docx import DOCX
from ingest.formats.feeds import FEED
from ingest.formats.format import Format
from ingest.formats.html import HTML
from ingest.formats.iptc import NEWSML
from ingest.formats.jsonl import JSON, JSON_LINES
from ingest.formats.mail import EML, MHTML
from ingest.formats.odt import ODT
from ingest.formats.pdf import PDF
from ingest.formats.plugged import plugged
from ingest.formats.sitemaps import SITEMAP
from ingest.formats.tables import CSV, TSV
from ingest.formats.text import MARKDOWN, TEXT
from ingest.formats.unread import UNREAD, XML
from ingest.formats.warc import WARC

_READ = (
    TEXT,
    MARKDOWN,
    HTML,
    JSON,
    JSON_LINES,
    CSV,
    TSV,
    MHTML,
    EML,
    WARC,
    NEWSML,
    FEED,
    SITEMAP,
    PDF,
    DOCX,
    ODT,
)
_GENERAL = (*UNREAD, ZIP, TAR, XML)
FORMATS = (*_READ, *_GENERAL)
"""Our formats, the more special before the more general, where both would know a file by its first bytes."""
PACKED = (".gz", ".zst")
"""The suffixes behind a suffix: such files are unpacked on the way, by their bytes and not by their name."""


@cache
def formats() -> tuple[Format, ...]:
    """Return our formats, and before the general ones those of the packages installed at the first call."""
    return (*_READ, *plugged([*_READ, ZIP, TAR]), *_GENERAL)


def suffix_of(name: str) -> str:
    """Return the suffix of a name in lower case, before `.gz` and `.zst`; "" when there is none."""
    name = os.path.basename(name.lower())
    return os.path.splitext(name.removesuffix(next(filter(name.endswith, PACKED), "")))[1]


def named(name: str) -> Format | None:
    """Return the format that the name of a file claims, or None."""
    suffix = suffix_of(name)
    return next((each for each in formats() if suffix in each.suffixes), None)


def format_of(name: str, head: bytes) -> Format | None:
    """Return the format of a file: by its first bytes where they are sure, then by its name, then by its likely format.

    None for a suffix that nobody knows.
    """
    if sure := surely(head, named(name)):
        return sure
    if suffix_of(name):
        return named(name)
    return next((each for each in formats() if each.is_likely(head)), TEXT)


def surely(head: bytes, claimed: Format | None) -> Format | None:
    """Return the format that the first bytes prove, whatever is claimed; no package's where one of ours is claimed."""
    is_ours = claimed is not None and claimed.is_read and not claimed.package
    return next((each for each in formats() if not (each.package and is_ours) and each.is_surely(head)), None)


def of_media(media: str) -> Format | None:
    """Return the format of a media type, or None."""
    return next((each for each in formats() if media in each.media), None)


def of_name(name: str) -> Format:
    """Return the format with that name. Raises StopIteration when there is none."""
    return next(each for each in formats() if each.name == name)


def suffixes() -> list[str]:
    """Return the suffixes of all formats that are read here."""
    return list(dict.fromkeys(suffix for each in formats() if each.is_read for suffix in each.suffixes))


def what_is_read() -> str:
    """Return the suffixes that are read, for people, behind the reason why a file is not."""
    return f"these are read: {' '.join(suffixes())}, each also with {' or '.join(PACKED)}"
