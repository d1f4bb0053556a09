"""What programs note in the files that they write, title and author: often it is nothing that a person gave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records.cleaning import clean_line

LONGEST_TITLE = 250
OPENING = 8
"""Paragraphs in which a byline stands, where there is one."""

_FILE = re.compile(r"\.[A-Za-z]{2,5}\d?$")  # `report-final.docx`, `budget.indd`
_PROGRAM = re.compile(r"(?:microsoft )?(?:word|powerpoint|excel)\b|untitled|document\W{0,3}\d|https?:", re.I)
"""As in "Microsoft Word"."""


def title_in(noted: str) -> str:
    """Empty where a program made it up: `Microsoft Word - report.docx`, `untitled`, `release_final_2`."""
    noted = clean_line(noted[:1_000])
    is_made_up = _FILE.search(noted) or _PROGRAM.match(noted) or " " not in noted or len(noted) > LONGEST_TITLE
    return "" if is_made_up else noted


def author_in(noted: str, opening: Sequence[str]) -> str:
    """A name that the text has as well, near its beginning: the one alone is whoever's computer it was."""
    name = clean_line(noted[:200])
    is_told = any(name.casefold() in line.casefold() for line in opening[:OPENING])
    return name if " " in name and is_told else ""
