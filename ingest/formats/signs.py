"""Signs: the formats that the first bytes of a file show."""

from __future__ import annotations

import re

from ingest.formats.format import Sign

_BOMS = b"\xef\xbb\xbf\xff\xfe"


def start(head: bytes) -> bytes:
    """Return the first characters, of UTF-16 and UTF-32 too, without marks and blanks."""
    return head.replace(b"\0", b"").lstrip(_BOMS + b" \t\r\n\f")


def starting(*signatures: bytes, at: int = 0) -> Sign:
    """Return the sign that one of the signatures stands at `at`."""
    return lambda head: head.startswith(signatures, at)


def rooted(*names: str) -> Sign:
    """Return the sign of XML whose first element has one of these names."""
    return lambda head: xml_root(head) in names


def holding(*names: bytes) -> Sign:
    """Return the sign of a zip archive with one of the names: the first members of an office file show its kind."""
    return lambda head: head.startswith(b"PK\x03\x04") and any(name in head for name in names)


_ELEMENT = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,50}:)?([A-Za-z_][\w.-]{0,50})[\s/>]")  # `<atom:feed xmlns…`
_DOCTYPE = re.compile(rb"<!doctype\s{1,20}([\w.:-]{1,50})", re.I)  # `<!DOCTYPE html>`


def xml_root(head: bytes) -> str:
    """Return the name of the first element, in lower case and without prefix; "" where it is neither XML nor HTML."""
    text = start(head)
    while text.startswith((b"<?", b"<!--")):
        text = text.partition(b"-->" if text.startswith(b"<!--") else b"?>")[2].lstrip()
    found = _DOCTYPE.match(text) or _ELEMENT.match(text)
    return found[1].decode().lower() if found else ""


def is_xml(head: bytes) -> bool:
    """Return whether a file says that it is XML, or names a namespace in its first element."""
    text = start(head)
    return text.startswith(b"<?xml") or bool(xml_root(head) and b"xmlns" in text.partition(b">")[0])
