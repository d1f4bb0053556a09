"""PDF: the lines that it draws, without those at the edge of each page, joined to paragraphs."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from ingest.formats.format import Format, Record
from ingest.formats.noted import LONGEST_TITLE, title_in
from ingest.formats.printed import Line, body_size, paragraphs, without_running
from ingest.formats.signs import start
from ingest.formats.text import without_title
from ingest.records.record import SourceError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 300
MOST_SECONDS = 6.0
"""The most seconds for the pages, of the 8 that a file may take: 300 took 3.6 s where a line is drawn at once, 10 to 22
word by word."""
MOST_UNPACKED = 20_000_000
"""The most bytes that one page draws; a page of news has some 20,000."""
MOST_UNKNOWN = 0.1
"""The share of unknown characters above which the fonts do not say which characters they draw."""
SAVE = "save its text as .txt"


def _parsed(data: bytes, charset: str = "") -> Record:
    """Return the record. Its date is unknown: the making of a file says nothing about the publication of its text."""
    from pypdf import apply_configuration
    from pypdf.errors import LimitReachedError, PyPdfError

    try:
        with apply_configuration(zlib_maximum_output_length=MOST_UNPACKED, lzw_maximum_output_length=MOST_UNPACKED):
            return _record(*_read(data))
    except LimitReachedError as error:
        raise SourceError(f"unpacks to too much ({str(error)[:100]}); {SAVE}") from None
    except PyPdfError as error:
        raise SourceError(f"is a damaged PDF file ({str(error)[:100]}); fetch or copy it again") from None


def _read(data: bytes) -> tuple[str, list[list[Line]]]:
    """Return the title that its program noted, and the lines of each page."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise SourceError("is encrypted; save it without a password")
    if len(reader.pages) > MOST_PAGES:
        raise SourceError(f"has {len(reader.pages):,} pages, over the limit of {MOST_PAGES}; split it")
    noted = title_in(str(reader.metadata.title or "")) if reader.metadata else ""
    return noted, list(_pages(reader))


def _pages(reader: PdfReader) -> Iterator[list[Line]]:
    """Yield the lines of each page. Raises SourceError when the pages take too long, and says how many would not."""
    began = monotonic()
    for number, page in enumerate(reader.pages):
        if monotonic() - began > MOST_SECONDS:
            most = max(1, 2 * number // 3)
            raise SourceError(
                f"takes too long: {number} of its {len(reader.pages)} pages took {MOST_SECONDS:g} s; "
                f"split it into files of {most} pages each, or {SAVE}"
            )
        yield list(_lines(page))


def _record(noted: str, pages: list[list[Line]]) -> Record:
    lines = [line for page in without_running(pages) for line in page]
    _check(lines)
    title = noted or _drawn_title(lines)
    text = without_title(list(paragraphs(lines)), title)
    return {"title": title, "text": "\n\n".join(text)}


def _check(lines: list[Line]) -> None:
    """Raise SourceError for lines without characters, or without a word on which these are."""
    kinds = Counter(unicodedata.category(character) for line in lines for character in line.text)
    unknown = kinds["Co"] + kinds["Cn"] + kinds["Cc"] + sum(line.text.count("\ufffd") for line in lines)
    if not any(kind.startswith("L") for kind in kinds):
        raise SourceError("holds no text, only pictures of pages; recognise their text (OCR) and save it as .txt")
    if unknown > MOST_UNKNOWN * kinds.total():
        raise SourceError(f"does not say which characters its fonts draw; {SAVE}")


def _lines(page: PageObject) -> Iterator[Line]:
    """Return the lines in the order in which they are drawn, which is that of reading where there are columns."""
    lines: list[Line] = []
    is_begun = False

    def piece(text: str, moved: list[float], at: list[float], font: object, size: float) -> None:
        nonlocal is_begun
        x, y = at[4] * moved[0] + moved[4], at[5] * moved[3] + moved[5]
        for number, part in enumerate(text.split("\n")):
            drawn = Line(part, x, y, abs(size * at[3] * moved[3]) or size)
            is_begun = is_begun and not number
            if is_begun:
                lines[-1] = lines[-1].with_more(drawn)
            elif part.strip():
                lines.append(drawn)
                is_begun = True

    page.extract_text(visitor_text=piece)
    return (line.tidy() for line in lines)


def _drawn_title(lines: list[Line]) -> str:
    """Return the first lines in the largest letters, where these are larger than the text's; else ""."""
    largest = max(line.size for line in lines)
    if largest < 1.2 * body_size(lines):
        return ""
    found = next(paragraphs([line for line in lines if line.size > 0.95 * largest]))
    return found if len(found) <= LONGEST_TITLE else ""


PDF = Format(
    "PDF",
    "a PDF file",
    (".pdf",),
    lambda head: start(head).startswith(b"%PDF-"),
    parse=_parsed,
    extra="pdf",
    module="pypdf",
    media=("application/pdf",),
)
