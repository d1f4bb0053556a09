"""Signs: what the first bytes of a file show, whatever encodes them."""

from __future__ import annotations

import pytest

from ingest.formats.signs import holding, is_xml, rooted, start, starting, xml_root


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_the_first_characters_have_no_marks_and_blanks_before_them(encoding: str) -> None:
    assert start("\r\n\t <rss>".encode(encoding)) == b"<rss>"
    assert start("".encode(encoding)) == b""


def test_a_signature_stands_at_its_place() -> None:
    sign = starting(b"ustar", b"ftyp", at=4)
    assert sign(b"\0\0\0\x18ftypmp42")
    assert sign(b"abcdustar")
    assert not sign(b"ftypmp42")
    assert not sign(b"")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<rss version='2.0'>", "rss"),
        (b"<RSS>", "rss"),
        (b"<atom:feed xmlns:atom='a'>", "feed"),
        (b"<?xml version='1.0'?>\n<!-- saved > by -->\n<?style x?><urlset>", "urlset"),
        (b"<!DOCTYPE html>\n<p>", "html"),
        (b"<!doctype nitf SYSTEM 'nitf.dtd'>", "nitf"),
        (b"\xef\xbb\xbf <br/>", "br"),
        ("<html>".encode("utf-16"), "html"),
        *((head, "") for head in (b"", b"A title", b"a < b", b"<", b"<3 you>", b"< rss>", b"<rss", b"<!-- no end")),
    ],
    ids=str,
)
def test_the_root_is_the_first_element(head: bytes, name: str) -> None:
    assert xml_root(head) == name
    assert rooted("urlset", name or "feed")(head) is bool(name)
    assert not rooted("sitemapindex")(head)


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b'<?xml version="1.0"?><invoice>', True),
        (b"\xef\xbb\xbf\n<?xml?>", True),
        (b'<invoice xmlns="urn:orm">', True),
        (b'<p>xmlns="urn:orm"</p>', False),
        (b"<p>", False),
        (b"xmlns", False),
        (b"", False),
    ],
    ids=str,
)
def test_xml_says_so_or_names_a_namespace_first(head: bytes, is_one: bool) -> None:
    assert is_xml(head) is is_one


def test_a_zip_shows_its_kind_by_the_names_in_it() -> None:
    sign = holding(b"word/", b"xl/")
    assert sign(b"PK\x03\x04 .. xl/workbook.xml")
    assert not sign(b"PK\x03\x04 .. a.txt")
    assert not sign(b"word/document.xml")
