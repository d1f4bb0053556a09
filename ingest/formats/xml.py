"""XML of other people, without entities, DTD and network; and the text in it for readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.formats.markup import plain_text
from ingest.records.record import SourceError

Element = Any
"""An element of lxml, which comes without types."""


_SURROGATE = re.compile(rb"&#(?:x0*(d[89a-f][0-9a-f]{2})|0*(5[5-7]\d{3}));", re.I)  # "&#xD800;", "&#55296;"


def root_of(data: bytes, *, recover: bool = False) -> Element:
    """Return the first element; with `recover` also of broken XML. Raises SourceError for no XML."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(_SURROGATE.sub(_whole, data) if recover else data, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise SourceError(f"cannot be parsed as XML: {str(error)[:200]}") from None
    if root is None:
        raise SourceError("holds no XML")
    return root


def _whole(match: re.Match[bytes]) -> bytes:
    """Return a whole character for a reference to half of one, which a recovered tree keeps until a reading fails."""
    code = int(match[1], 16) if match[1] else int(match[2])
    return b"&#xFFFD;" if 0xD800 <= code <= 0xDFFF else match[0]


def name_of(element: Element) -> str:
    """Return the name without its namespace; "" for no element, such as an entity that is left alone."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return the value of the attribute, in any namespace; "" where there is none."""
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


def inside(element: Element, *path: str) -> Iterator[Element]:
    """Yield the elements at the end of a path of names, each a child of the one before."""
    if not path:
        yield element
        return
    for child in element:
        if name_of(child) == path[0]:
            yield from inside(child, *path[1:])


def has(element: Element, *path: str) -> bool:
    """Return whether an element is at the end of that path, even an empty one."""
    return next(inside(element, *path), None) is not None


def below(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of that name, however deep."""
    return (each for each in element.iter() if name_of(each) == name)


def line(element: Element | None) -> str:
    """Return the text of an element in one line; "" for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def on_a_line(text: str | None) -> str:
    """Return text of a format that marks its line breaks: one in the file itself is a blank. "" for None."""
    return (text or "").replace("\r", " ").replace("\n", " ")


def first_line(element: Element, *paths: str) -> str:
    """Return the first text at one of these paths, in one line: `contentMeta/headline`; "" when there is none."""
    found = (line(each) for path in paths for each in inside(element, *path.split("/")))
    return next(filter(None, found), "")


def text_of(element: Element, names: Mapping[str, str], unseen: frozenset[str]) -> str:
    """Return the paragraphs as plain text; `names` maps elements to those of HTML, those in `unseen` are left out."""
    from lxml import etree

    for each in list(element.iter()):
        name = name_of(each)
        if name in unseen and each is not element:
            each.tag = "template"  # which no reader sees
        elif name:
            each.tag = names.get(name, name)
    return plain_text(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
