"""Tables of articles, CSV and TSV: the first line names the fields as in JSON, each row is an article."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from ingest.formats.format import Content, Format
from ingest.formats.services.records import MARKUP, TEASERS, raws_of
from ingest.formats.signs import start
from ingest.formats.stream import OVER, Stream
from ingest.formats.text import encoding_of
from ingest.records.articles import AUTHORS, ID, LANGUAGE, MODIFIED, PUBLISHED, SOURCE, TEXT, TITLE, URL
from ingest.records.record import MAX_ARTICLE_BYTES, Raw, SourceError

MOST_BAD = 10_000
"""The most rows in a row that are no articles; then the file ends."""
SEPARATORS = (",", ";", "\t", "|")
_TEXTS = (*TEXT, *MARKUP, *TEASERS, "maintext")
_HOLDING = frozenset(_TEXTS)
_KNOWN = {
    name.casefold(): name
    for name in (
        *_TEXTS,
        *TITLE,
        *URL,
        *PUBLISHED,
        *MODIFIED,
        *AUTHORS,
        *SOURCE,
        *LANGUAGE,
        *ID,
        "publication",
        "domain",
    )
}
"""The known names of fields, by their form in small letters."""


class _Lines:
    """The lines of a table as characters, counted, and bounded from one row to the next."""

    def __init__(self, stream: Stream) -> None:
        self._lines, self._fallback = stream.every_line(), ""
        self.number = 0
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._size += len(line)
        if self._size > MAX_ARTICLE_BYTES:
            raise SourceError(f"{OVER}: line {self.number:,} goes on in a row; is a quotation mark not closed?")
        return self._characters(line).replace("\0", "")

    def row_ends(self) -> None:
        self._size = 0

    def _characters(self, line: bytes) -> str:
        try:
            return line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError:
            self._fallback = self._fallback or encoding_of(line)
            return line.decode(self._fallback, "replace")


def _rows(content: Content) -> Iterator[Raw]:
    """Yield an article for each row. Raises SourceError for a first line without fields, or after too many bad rows."""
    csv.field_size_limit(MAX_ARTICLE_BYTES)
    lines, origin, bad = _Lines(content.stream), content.origin, 0
    separator, names = _header(next(lines, ""))
    reader = csv.reader(lines, delimiter=separator)
    number = lines.number + 1
    for row in _without_errors(reader):
        lines.row_ends()
        record = _record(names, row)
        if record:
            yield from raws_of(record, f"{origin}:{number}")
        number = lines.number + 1
        bad = 0 if record.keys() & _HOLDING else bad + 1
        if not bad:
            content.stream.count_one()
        elif bad == MOST_BAD:
            raise SourceError(f"has {bad:,} bad rows in a row; the rest was not read. Is it the right file?")


def _without_errors(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise SourceError(f"cannot be read further as a table: {error}") from None


def _record(names: list[str], row: list[str]) -> dict[str, object]:
    """Return the fields of a row: none of an empty cell, and the first of two columns with one name."""
    pairs = list(zip(names, row, strict=False))
    return {name: value for name, value in reversed(pairs) if name and value.strip()}


def _header(line: str) -> tuple[str, list[str]]:
    """Return the separator by which the line names most fields, and their names. Raises SourceError without any."""
    known, separator = max((len(_known(line, each)), each) for each in SEPARATORS)
    if not known:
        raise SourceError(f"is a table whose first line names no field of an article; write there {', '.join(_MAIN)} …")
    names = (name.strip() for name in _cells(line, separator))
    return separator, [_KNOWN.get(name.casefold(), name) for name in names]


_MAIN = ("title", "text", "url", "published")


def _known(line: str, separator: str) -> list[str]:
    return [name for name in _cells(line, separator) if name.strip().casefold() in _KNOWN]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _is_table(head: bytes) -> bool:
    """Return whether the lines have as many cells each, or the first one names two fields or more."""
    lines = start(head).decode("utf-8", "replace").splitlines()[:20]
    return any(_is_cut(lines, separator) for separator in SEPARATORS)


def _is_cut(lines: list[str], separator: str) -> bool:
    first = _cells(lines[0], separator) if lines else []
    if len(first) < 2 or not all(0 < len(cell.strip()) <= 50 for cell in first):
        return False
    counts = {len(_cells(line, separator)) for line in lines[:-1]}  # the last may be cut
    return len(_known(lines[0], separator)) > 1 or (len(first) > 2 and len(lines) > 3 and counts == {len(first)})


CSV = Format("CSV", "a table (CSV)", (".csv",), is_likely=_is_table, read=_rows, media=("text/csv",))
TSV = Format("TSV", "a table (TSV)", (".tsv", ".tab"), read=_rows, media=("text/tab-separated-values",))
