"""OpenDocument texts: the same text as of Word files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats.format import Format, Record
from ingest.formats.markup import raised
from ingest.formats.office import AGAIN, DEEP, Paragraph, Parts, article_of, table
from ingest.formats.signs import holding
from ingest.formats.xml import Element, attribute, below, inside, name_of, on_a_line
from ingest.records.record import SourceError

_UNSEEN = frozenset((
    "tracked-changes", "annotation", "annotation-end", "note-citation", "table-of-content", "sequence-decls", "forms",
    "variable-decls", "hidden-text", "title", "desc", "ruby-text", "covered-table-cell", "object", "event-listeners",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Style:
    """A style of paragraphs or of words."""

    parent: str = ""
    is_hidden: bool = False
    place: str = ""
    """`sup` or `sub` for raised or lowered words."""


@dataclass(slots=True)
class _Reading:
    """The reading of one file."""

    styles: dict[str, _Style]
    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    """The boxes of text in the paragraph that is being read."""

    def blocks(self, parent: Element, in_list: bool = False) -> Iterator[Paragraph]:
        for child in parent:
            name = name_of(child)
            if name in _UNSEEN or self._is_hidden(child):
                continue
            if name in ("p", "h"):
                yield from self._paragraph(child, in_list)
            elif name == "table":
                yield from self._table(child)
            else:
                yield from self.blocks(child, in_list or name == "list-item")

    def _paragraph(self, element: Element, in_list: bool) -> Iterator[Paragraph]:
        text = "\n".join(" ".join(line.split()) for line in self._text(element).split("\n")).strip()
        boxes, self.boxes = self.boxes, []
        level = self._level(element)
        is_item = in_list and level is None
        yield Paragraph(f"- {text}" if is_item and text else text, level, is_item)
        for box in boxes:
            yield from self.blocks(box)

    def _level(self, element: Element) -> int | None:
        if "Title" in self._names(attribute(element, "style-name")):
            return 0
        level = attribute(element, "outline-level")
        return (int(level) if level.isdecimal() else 1) if name_of(element) == "h" else None

    def _names(self, name: str) -> list[str]:
        """Return the names of a style and of those on which it is based."""
        found: list[str] = []
        while name and len(found) < DEEP:
            found.append(name)
            name = self.styles.get(name, _Style()).parent
        return found

    def _is_hidden(self, element: Element) -> bool:
        return self.styles.get(attribute(element, "style-name"), _Style()).is_hidden

    def _text(self, element: Element) -> str:
        parts = [on_a_line(element.text)]
        for child in element:
            name = name_of(child)
            if name == "note":
                self.notes += inside(child, "note-body")
            elif name == "text-box":
                self.boxes.append(child)
            elif name in ("s", "tab", "line-break"):
                parts.append("\n" if name == "line-break" else " ")
            elif name and name not in _UNSEEN and not self._is_hidden(child):
                parts.append(self._span(child, parts[-1]))
            parts.append(on_a_line(child.tail))
        return "".join(parts)

    def _span(self, element: Element, before: str) -> str:
        text, place = self._text(element), self.styles.get(attribute(element, "style-name"), _Style()).place
        return raised(text, place, is_link=False, after=before) if place else text

    def _table(self, element: Element) -> Iterator[Paragraph]:
        rows = [[each for each in row if name_of(each) == "table-cell"] for row in _rows(element)]
        return table(rows, self.blocks)


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of this table, also those of its head and of its groups."""
    for child in table:
        if name_of(child) == "table-row":
            yield child
        elif name_of(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _styles(root: Element) -> dict[str, _Style]:
    """Return the styles that a program made for this file, by their names."""
    listed = (each for each in inside(root, "automatic-styles", "style"))
    return {attribute(each, "name"): _style(each) for each in listed}


def _style(element: Element) -> _Style:
    properties = list(inside(element, "text-properties"))
    place = next(iter("".join(attribute(each, "text-position") for each in properties).split()), "")
    is_hidden = any(attribute(each, "display") == "none" for each in properties)
    raised_to = {"super": "sup", "sub": "sub"}.get(place, "")
    return _Style(attribute(element, "parent-style-name"), is_hidden, raised_to)


def _parsed(data: bytes, charset: str = "") -> Record:
    parts = Parts.of(data)
    manifest = parts.root("META-INF/manifest.xml")
    if manifest is not None and next(below(manifest, "encryption-data"), None) is not None:
        raise SourceError("is encrypted; save it without a password")
    root = parts.root("content.xml")
    if root is None:
        raise SourceError(f"is no whole OpenDocument file; {AGAIN}")
    reading = _Reading(_styles(root))
    paragraphs = [each for body in inside(root, "body", "text") for each in reading.blocks(body)]
    paragraphs += [each for note in list(reading.notes) for each in reading.blocks(note)]
    return article_of(paragraphs, parts.root("meta.xml"), "initial-creator")


ODT = Format("ODT", "an OpenDocument text", (".odt",), holding(b"opendocument.text"), parse=_parsed)
