"""Office files, zip archives of XML: their parts, within bounds, and the article that their paragraphs make."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from ingest.formats.format import Record
from ingest.formats.noted import LONGEST_TITLE, author_in, title_in
from ingest.formats.text import without_title
from ingest.formats.xml import Element, below, line, root_of
from ingest.records.record import SourceError

MOST_UNPACKED = 30_000_000
"""The most bytes of a part: of 1 MB of text, the most that an article may have, Word makes 5 to 20."""
FIRST = 5
"""The first paragraphs, in which a heading is that of the whole article."""
SHORT = 100
"""The most characters of a line that is no paragraph of the text."""
DEEP = 20
"""The most styles that are each based on the next."""
AGAIN = "fetch or copy it again"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, an item of a list, or a table, as its reader sees it."""

    text: str
    level: int | None = None
    """0 for the title, 1 and more for headings; None for text."""
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The files in an office file."""

    archive: zipfile.ZipFile

    @classmethod
    def of(cls, data: bytes) -> Parts:
        """Return the parts of a file. Raises SourceError when it is damaged."""
        try:
            return cls(zipfile.ZipFile(io.BytesIO(data)))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as error:
            raise SourceError(f"is damaged ({str(error)[:100]}); {AGAIN}") from None

    def root(self, name: str) -> Element | None:
        """Return the first element of a part; None without such a part. Raises SourceError when it is too large."""
        try:
            info = self.archive.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise SourceError("is encrypted; save it without a password")
        root = root_of(self._unpacked(info))
        if root.getroottree().docinfo.internalDTD is not None:
            raise SourceError("declares entities, which no office program does; save its text as .txt")
        return root

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a bound
            raise SourceError("is packed in a rare way; save it anew")
        try:
            with self.archive.open(info) as file:
                data = file.read(MOST_UNPACKED + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise SourceError(f"is damaged ({str(error)[:100]}); {AGAIN}") from None
        if len(data) > MOST_UNPACKED:
            raise SourceError(f"unpacks to over {MOST_UNPACKED // 1_000_000} MB; save its text as .txt")
        return data


def article_of(paragraphs: Sequence[Paragraph], properties: Element | None, creator: str) -> Record:
    """Return the record; `creator` is the element of `properties` that names the author.

    Its date is unknown: the making of a file says nothing about the publication of its text. Raises SourceError for no
    text.
    """
    seen = [each for each in paragraphs if any(map(str.isalnum, each.text))]
    if not seen:
        raise SourceError("holds no text; what it shows may be pictures")
    title = _title(seen, title_in(_noted(properties, "title")))
    shown = [each for each in seen if each.level is None or each.text != title]
    author = author_in(_noted(properties, creator), [each.text for each in shown])
    body = "\n".join(without_title(_joined(shown).split("\n"), title)).strip()
    return {"title": title, "text": body, **({"authors": [author]} if author else {})}


def table(rows: Sequence[Sequence[Element]], blocks: Callable[[Element], Iterator[Paragraph]]) -> Iterator[Paragraph]:
    """Yield the cells of a row side by side; a table of one column is only a frame. `blocks` reads a cell."""
    if all(len(cells) < 2 for cells in rows):
        for cell in (cell for cells in rows for cell in cells):
            yield from blocks(cell)
        return
    lines = (" | ".join(_in_line(blocks(cell)) for cell in cells) for cells in rows)
    yield Paragraph("\n".join(line for line in lines if line.strip(" |")))


def _in_line(paragraphs: Iterable[Paragraph]) -> str:
    return " ".join(" ".join(each.text.split()) for each in paragraphs if each.text)


def _noted(properties: Element | None, name: str) -> str:
    return "" if properties is None else line(next(below(properties, name), None))


def _title(paragraphs: Sequence[Paragraph], noted: str) -> str:
    """Return the title: the paragraph in that style, else the highest heading at the top, the noted one, line one."""
    first = list(takewhile(_is_above, paragraphs[:FIRST]))
    headings = [each for each in paragraphs if each.level == 0] or [each for each in first if each.level is not None]
    found = min(headings, key=lambda each: each.level or 0).text if headings else noted
    if not found and len(paragraphs) > 1:
        found = paragraphs[0].text
    return found if len(found) <= LONGEST_TITLE and "\n" not in found else ""


def _is_above(paragraph: Paragraph) -> bool:
    """Return whether the paragraph may stand above a headline: "PRESS NOTE", "Ostvale, 10 March 2026"."""
    return paragraph.level is not None or (len(paragraph.text) <= SHORT and not paragraph.text.endswith("."))


def _joined(paragraphs: Sequence[Paragraph]) -> str:
    """Return the paragraphs as one text, with a blank line between two, except between items of one list."""
    parts = [paragraphs[0].text] if paragraphs else []
    for before, each in pairwise(paragraphs):
        parts += ["\n" if before.is_item and each.is_item else "\n\n", each.text]
    return "".join(parts)
