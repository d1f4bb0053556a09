"""Unread fields of a record that look like a date or a text: a warning names them where the article lacks one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ingest.records.cleaning import clean_line
from ingest.records.dates import parse_date

MOST_TOLD = 5
MOST_READ = 200
"""The most fields of a record to look at."""
LONG = 200
"""The fewest characters of a string that looks like a text."""

# `publicationDate`, `date_live`, `issued`, `time:published`; not `update_count`, `sometimes`.
_DATED = re.compile(r"(?<![a-z])(?:date|time|timestamp|publi\w*|pub|posted|issued|created|released?)(?![a-z])")
_TEXTUAL = re.compile(r"(?<![a-z])(?:text|body|content|story|article|paragraphs?|maintext|fulltext)(?![a-z])")
"""As in "body_text"."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # "publishedAt"


def unread(record: Mapping[str, object], read: Collection[str], published: str | None) -> tuple[str, ...]:
    """Return a warning when a record has no readable date, but a field that looks like one."""
    if published:
        return ()
    names = [name for name, value in _fields(record) if name not in read and _is_date(name, value)][:MOST_TOLD]
    return (f"no date: {_listed(names)} not read",) if names else ()


def likely_texts(record: Mapping[str, object]) -> str:
    """Return the fields that look like a text, as "fields a, b were"; "" when there are none."""
    names = [name for name, value in _fields(record) if _is_text(name, value)][:MOST_TOLD]
    return _listed(names) if names else ""


def _listed(names: list[str]) -> str:
    return f"{'fields' if len(names) > 1 else 'field'} {', '.join(names)} {'were' if len(names) > 1 else 'was'}"


def _fields(record: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the fields of `record` and of the objects in it: `meta.published`; ours begin with an underscore."""
    for name, value in list(record.items())[:MOST_READ]:
        name = clean_line(str(name)[:60])
        if name.startswith("_"):
            continue
        if isinstance(value, Mapping):
            yield from ((f"{name}.{clean_line(str(inner)[:60])}", each) for inner, each in list(value.items())[:20])
        else:
            yield name, value


def _is_date(name: str, value: object) -> bool:
    """Return whether a field is a date, by a value that is a day or an instant, or by its name; numbers by name."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
        return False
    if _DATED.search(_HUMP.sub("_", name).lower()):
        return isinstance(value, str) or parse_date(value) is not None
    return isinstance(value, str) and len(value) <= 60 and not value.isdigit() and parse_date(value) is not None


def _is_text(name: str, value: object) -> bool:
    if isinstance(value, list):
        value = " ".join(each for each in value[:20] if isinstance(each, str))
    if not isinstance(value, str) or not value.strip():
        return False
    return len(value) > LONG or bool(_TEXTUAL.search(_HUMP.sub("_", name).lower()) and len(value) > 20)
