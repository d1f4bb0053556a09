"""Formats that are refused: each is known by its first bytes, and its refusal names the way out."""

from __future__ import annotations

import gzip

import pytest

from ingest.formats.table import format_of
from ingest.formats.unread import NO_NEWS, UNREAD, XML
from tests.formats import read


def failure(data: bytes, name: str = "") -> str:
    (raw,) = read(data, name)
    assert raw.record is None
    return raw.failure or ""


HEADS = {
    "picture": (
        *(b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF87a", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"II*\0", b"MM\0*"),
        b"<svg xmlns='a'>",
    ),
    "recording": (
        *(b"\0\0\0\x18ftypmp42", b"\x1aE\xdf\xa3", b"ID3\x02", b"ID3\x03", b"ID3\x04", b"OggS", b"fLaC"),
        b"\xff\xfb",
    ),
    "program": (b"\x7fELF\x02", b"MZ\x90\0", b"wOFF", b"wOF2", b"\xca\xfe\xba\xbe", b"\0asm"),
    "wire": (b"\x16\x16\x01abc1234 4 pol 97 Budget\r\n\x02Ostvale", b"\x01orm\x02Ferry"),
    "gdelt": (b"123456\t20260310\t202603\t2026\t", b"20260310091500-12\t20260310091500\t1\tnews.example"),
    "mbox": (b"From ann@news.example Tue Mar 10 09:12:00 2026\n", b"From MAILER-DAEMON  Sun Mar  8 00:00:00 2026\n"),
    "rtf": (b"{\\rtf1 A text}", b"\xef\xbb\xbf {\\rtf1"),
    "xlsx": (b"PK\x03\x04..xl/workbook.xml", b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
    "book": (b"PK\x03\x04..ppt/slides", b"PK\x03\x04..application/epub+zip", b"PK\x03\x04..opendocument.presentation"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "packed": (b"7z\xbc\xaf'\x1c", b"Rar!\x1a\x07", b"BZh91AY", b"\xfd7zXZ\0", b"\x04\x22\x4d\x18"),
    "twice": (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"),
    "database": (b"SQLite format 3\0", b"PAR1", b"ARROW1"),
}
KNOWN = [(name, head) for name, heads in HEADS.items() for head in heads]


def test_each_of_them_has_an_example() -> None:
    assert set(HEADS) == {each.name for each in UNREAD}


@pytest.mark.parametrize(("name", "head"), KNOWN)
def test_its_first_bytes_show_it_whatever_its_name_says(name: str, head: bytes) -> None:
    for file in ("", "a.txt", "a.html"):
        found = format_of(file, head)
        assert found
        assert found.name == name


def test_none_of_them_is_read_and_each_of_news_names_the_way_out() -> None:
    for each in (*UNREAD, XML):
        assert not each.is_read
        assert bool(each.instead) is (each not in NO_NEWS), each.name


@pytest.mark.parametrize(
    "text",
    [
        b"From the start it was clear.\n\nThe council met.",
        b"From Tolvik Sun and rain reach Orm",
        b"From Orm Fri 10 March",
        b"ID3 sales rise in Orm",
        b"GIF8 wins the prize",
        b"Rar! said the bear",
        b"RIFF, said the guitarist.",
        b"Rare birds came to Orm.",
        b"PART 1 of the budget",
        b"123456 ships",
        b"",
    ],
    ids=str,
)
def test_a_text_that_begins_alike_is_text(text: bytes) -> None:
    found = format_of("", text)
    assert found
    assert found.name == "text"


@pytest.mark.parametrize("head", [b'<?xml version="1.0"?><invoice>', b'<order xmlns="urn:orm">'])
def test_xml_that_no_other_format_knows_is_the_last_of_them(head: bytes) -> None:
    assert format_of("", head) is XML
    assert not any(each.is_surely(head) for each in UNREAD)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<?xml version="1.0"?><invoice>7</invoice>', "is XML of an unknown kind, which is not read; save its text"),
        (b"{\\rtf1 A text}", "is rich text, which is not read"),
        (
            b"\xd0\xcf\x11\xe0",
            "is a file of an old office program, or an encrypted one, which is not read",
        ),
        (b"BZh91AY", "is an archive of another kind, which is not read; unpack it first"),
        (b"\x89PNG\r\n\x1a\n\0", "is a picture, which is not read"),
    ],
)
@pytest.mark.parametrize("name", ["", "a.txt", "a.html"])
def test_what_is_not_read_is_named_with_the_way_out(data: bytes, reason: str, name: str) -> None:
    assert reason in failure(data, name)


def test_what_is_packed_is_told_by_what_is_in_it() -> None:
    assert "is rich text" in failure(gzip.compress(b"{\\rtf1 A text}"), "a.txt")
