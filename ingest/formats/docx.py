"""Word files: the text as its reader sees it, with insertions and without deletions.

python-docx leaves out insertions, and mammoth parses without bounds; a text needs little of the format, and lxml is
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats.format import Format, Record
from ingest.formats.markup import raised
from ingest.formats.office import AGAIN, DEEP, Paragraph, Parts, article_of, table
from ingest.formats.signs import holding
from ingest.formats.xml import Element, attribute, below, has, inside, name_of, on_a_line
from ingest.records.record import SourceError

BODY = "word/document.xml"
_UNSEEN = frozenset((
    "del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "rt", "sectPr",
    "altChunk", "commentReference", "annotationRef", "footnoteRef", "endnoteRef", "Fallback",
))  # fmt: skip
_LINES = ("br", "cr")
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_HEADING = re.compile(r"heading ([1-9])")  # "heading 2": the name in Word of every language


@dataclass(frozen=True, slots=True)
class _Style:
    """A style of paragraphs."""

    level: int | None = None
    is_item: bool = False
    is_contents: bool = False
    """Whether a paragraph is a line of the table of contents."""


@dataclass(slots=True)
class _Reading:
    """The reading of one file."""

    styles: dict[str, _Style]
    notes: list[tuple[str, str]] = field(default_factory=list)
    """The kind and the number of each note that the text refers to, in their order."""
    boxes: list[Element] = field(default_factory=list)
    """The boxes of text in the paragraph that is being read."""
    before: str = ""
    """The text of paragraphs whose end was deleted, which begins the next one."""

    def blocks(self, parent: Element) -> Iterator[Paragraph]:
        for child in parent:
            name = name_of(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif _is_seen(child):  # a field of a form, or an insertion
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[Paragraph]:
        text = self.before + self._text(paragraph)
        boxes, self.boxes = self.boxes, []
        style, is_item = self._style(paragraph)
        is_open = has(paragraph, "pPr", "rPr", "del")
        self.before = text if is_open else ""
        if not is_open and not style.is_contents:
            text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
            yield Paragraph(f"- {text}" if is_item and text else text, style.level, is_item)
        for box in boxes:
            yield from self.blocks(box)

    def _style(self, paragraph: Element) -> tuple[_Style, bool]:
        """Return the style, and whether the paragraph is an item of a list by its style or its own; no heading is."""
        style = self.styles.get(_value(paragraph, "pPr", "pStyle"), _Style())
        own = _value(paragraph, "pPr", "numPr", "numId")
        return style, style.level is None and (own != "0" if own else style.is_item)

    def _text(self, element: Element) -> str:
        parts: list[str] = []
        for child in element:
            name = name_of(child)
            if name in _NOTES:
                self.notes.append((_NOTES[name], attribute(child, "id")))
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name == "r":
                parts.append(self._run(child, parts[-1] if parts else ""))
            elif name == "t":
                parts.append(on_a_line(child.text))
            elif _is_seen(child):
                parts.append(_character(name) or self._text(child))
        return "".join(parts)

    def _run(self, run: Element, before: str) -> str:
        text = self._text(run)
        if not len(run) or not len(run[0]):  # without properties, as most are: there are 150,000 such questions
            return text
        if any(_is_on(each) for each in inside(run, "rPr", "vanish")):
            return ""
        place = _value(run, "rPr", "vertAlign")[:3]
        return raised(text, place, is_link=False, after=before) if place in ("sup", "sub") else text

    def _table(self, element: Element) -> Iterator[Paragraph]:
        rows = [list(_cells(row)) for row in _rows(element)]
        return table(rows, self.blocks)


def _is_seen(element: Element) -> bool:
    """Return whether a reader sees the element, unlike the hint in an empty field of a form."""
    return name_of(element) not in _UNSEEN and not has(element, "sdtPr", "showingPlcHdr")


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of this table, without the deleted ones."""
    for child in table:
        if name_of(child) == "tr":
            if not has(child, "trPr", "del"):
                yield child
        elif _is_seen(child):
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    """Yield the cells of a row, which may stand in fields of a form."""
    for child in row:
        if name_of(child) == "tc":
            yield child
        elif _is_seen(child):
            yield from _cells(child)


def _character(name: str) -> str:
    if name in _LINES:
        return "\n"
    return {"tab": " ", "ptab": " ", "noBreakHyphen": "\u2011"}.get(name, "")


def _value(element: Element, *path: str) -> str:
    return next((attribute(each, "val") for each in inside(element, *path)), "")


def _is_on(element: Element) -> bool:
    return attribute(element, "val") not in ("0", "false", "off")


def _styles(root: Element | None) -> dict[str, _Style]:
    """Return the styles by their ids, each with the values of those on which it is based."""
    known = {attribute(each, "styleId"): each for each in ([] if root is None else root) if name_of(each) == "style"}
    return {id_: _inherited(id_, known) for id_ in known}


def _inherited(id_: str, known: dict[str, Element]) -> _Style:
    level: int | None = None
    is_item = is_contents = False
    for _ in range(DEEP):
        if (style := known.get(id_)) is None:
            break
        name = _value(style, "name").lower()
        heading = _HEADING.fullmatch(name)
        level = level if level is not None else 0 if name == "title" else int(heading[1]) if heading else None
        is_item |= has(style, "pPr", "numPr")
        is_contents |= name.startswith("toc ")
        id_ = _value(style, "basedOn")
    return _Style(level, is_item, is_contents)


def _parsed(data: bytes, charset: str = "") -> Record:
    parts = Parts.of(data)
    root = parts.root(BODY)
    if root is None:
        raise SourceError(f"is no whole Word file; {AGAIN}")
    reading = _Reading(_styles(parts.root("word/styles.xml")))
    paragraphs = [each for body in inside(root, "body") for each in reading.blocks(body)]
    paragraphs += [each for note in _notes(reading, parts) for each in reading.blocks(note)]
    return article_of(paragraphs, parts.root("docProps/core.xml"), "creator")


def _notes(reading: _Reading, parts: Parts) -> Iterator[Element]:
    """Yield the notes, for below the text, as on paper; in it their marks would be numbers of the words before."""
    named = list(dict.fromkeys(reading.notes))  # each once, though a file may refer to one a million times
    for kind in dict.fromkeys(kind for kind, _ in named):
        root = parts.root(f"word/{kind}s.xml")
        known = {attribute(each, "id"): each for each in below(root, kind)} if root is not None else {}
        yield from (known[number] for of, number in named if of == kind and number in known)


DOCX = Format("DOCX", "a Word file", (".docx", ".docm"), holding(b"word/"), parse=_parsed)
