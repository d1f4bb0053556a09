"""Formats that are recognised in order to refuse them: none of their bytes may pass for an article."""

from __future__ import annotations

import re

from ingest.formats.format import Format
from ingest.formats.signs import holding, is_xml, rooted, start, starting

SAVE = "save its text as .txt"
UNPACK = "unpack it"
SHEET = "save the sheet as .csv"

_MAILBOX = re.compile(rb"From \S{1,300} {1,20}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {1,2}[A-Z][a-z]{2} {1,2}\d")
"""The first line of a mailbox, "From a@b.example Tue Mar 10", but no title: "From Tolvik Sun and rain reach Orm"."""
_WIRE = re.compile(rb"[\x00\x16]{0,99}\x01[^\x02\x03]{1,200}\x02")  # `\x16\x16\x01abc123 4 pol 97 … \x02`
_GDELT = re.compile(rb"\d{14}-\d{1,9}\t\d{14}\t|\d{6,12}\t(?:19|20)\d{6}\t(?:19|20)\d{4}\t")
r"""A table of events, "123456\t20260310\t202603\t", or the graph."""


def _film(head: bytes) -> bool:
    id3 = head.startswith(b"ID3") and head[3:4] in (b"\2", b"\3", b"\4")  # a title may begin with "ID3", a car
    return id3 or head[4:8] == b"ftyp" or head.startswith((b"\x1aE\xdf\xa3", b"OggS", b"fLaC", b"\xff\xfb"))


def _picture(head: bytes) -> bool:
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return webp or head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"))


NO_NEWS = (
    Format(
        "picture",
        "a picture",
        (*(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".heic", ".ico", ".bmp"), ".tif", ".tiff"),
        lambda head: _picture(head) or rooted("svg")(head),
    ),
    Format(
        "recording",
        "sound or film",
        (*(".mp3", ".mp4", ".m4a", ".m4v", ".webm", ".mov", ".avi", ".mkv", ".ogg", ".oga", ".wav", ".flac"), ".aac"),
        _film,
    ),
    Format(
        "program",
        "a program or a part of a page",
        (
            *(".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".wasm"),
            *(".exe", ".dll", ".so", ".py", ".pyc", ".sh", ".class", ".jar"),
        ),
        starting(b"\x7fELF", b"MZ\x90", b"wOFF", b"wOF2", b"\xca\xfe\xba\xbe", b"\0asm"),
    ),
)
"""Files that a folder may hold beside news."""

UNREAD = (
    *NO_NEWS,
    Format("wire", "news of an agency's wire (IPTC 7901)", (), lambda head: bool(_WIRE.match(head)), instead=SAVE),
    Format(
        "gdelt",
        "a table of GDELT, which holds no text",
        (),
        lambda head: bool(_GDELT.match(head)),
        instead="take in the pages at its addresses",
    ),
    Format("mbox", "a mailbox", (".mbox",), lambda head: bool(_MAILBOX.match(head)), instead="save its mails as .eml"),
    Format("rtf", "rich text", (".rtf",), lambda head: start(head).startswith(b"{\\rtf"), instead=SAVE),
    Format(
        "xlsx", "a spreadsheet", (".xlsx", ".xls", ".ods"), holding(b"xl/", b"opendocument.spreadsheet"), instead=SHEET
    ),
    Format(
        "book",
        "a book, slides or an OpenDocument file",
        (".epub", ".pptx", ".ppt", ".odp"),
        holding(b"ppt/", b"epub+zip", b"opendocument."),
        instead=SAVE,
    ),
    Format(
        "doc",
        "a file of an old office program, or an encrypted one",
        (".doc",),
        starting(b"\xd0\xcf\x11\xe0"),
        instead=SAVE,
    ),
    Format(
        "packed",
        "an archive of another kind",
        (".7z", ".rar", ".bz2", ".xz", ".lz4", ".br"),
        starting(b"7z\xbc\xaf", b"Rar!\x1a", b"BZh", b"\xfd7zXZ", b"\x04\x22\x4d\x18"),
        instead=f"{UNPACK} first",
    ),
    Format("twice", "packed more than once", (), starting(b"\x1f\x8b", b"\x28\xb5\x2f\xfd"), instead="unpack it once"),
    Format(
        "database",
        "a database or a table of a program",
        (".db", ".sqlite", ".sqlite3", ".parquet", ".arrow"),
        starting(b"SQLite format 3\0", b"PAR1", b"ARROW1"),
        instead="write it as JSON lines (.jsonl)",
    ),
)

XML = Format("xml", "XML of an unknown kind", (), is_xml, instead=SAVE)
"""The last format, for XML that no other has recognised."""
