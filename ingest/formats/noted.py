"""The title and the author that programs note in their files: often no person gave them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records.cleaning import clean_line

LONGEST_TITLE = 250
OPENING = 8
"""The first paragraphs, which have the byline, if any."""

_FILE = re.compile(r"\.[A-Za-z]{2,5}\d?$")  # `report-final.docx`, `budget.indd`
_PROGRAM = re.compile(r"(?:microsoft )?(?:word|powerpoint|excel)\b|untitled|document\W{0,3}\d|https?:", re.I)
"""As in "Microsoft Word"."""


def title_in(noted: str) -> str:
    """Return the title; "" where a program made it up: `Microsoft Word - report.docx`, `untitled`, `release_final`."""
    noted = clean_line(noted[:1_000])
    is_made_up = _FILE.search(noted) or _PROGRAM.match(noted) or " " not in noted or len(noted) > LONGEST_TITLE
    return "" if is_made_up else noted


def author_in(noted: str, opening: Sequence[str]) -> str:
    """Return the author, if the text has the name near its beginning; else it may be the computer's owner."""
    name = clean_line(noted[:200])
    is_told = any(name.casefold() in line.casefold() for line in opening[:OPENING])
    return name if " " in name and is_told else ""
