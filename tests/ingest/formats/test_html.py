"""Web pages from bytes to characters: by the server's charset, else by the page's own."""

from __future__ import annotations

import pytest

from ingest.formats.html import HTML, page_text, parsed
from ingest.records.record import SourceError

STORY = "Der Präsident sprach am Montag über die Größe der Mühlen und über die Straße nach Köln."


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="iso-8859-15">',
        "<META CHARSET=iso-8859-15>",
        '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">',
        "<meta name='x'\n charset = ' iso-8859-15'>",
        '<?xml version="1.0" encoding="iso-8859-15"?>',
    ],
)
def test_a_page_says_its_own_charset(meta: str) -> None:
    assert page_text(f"{meta}<p>10 €".encode("iso-8859-15")).endswith("10 €")


def test_the_servers_word_counts_more_than_the_pages() -> None:
    page = '<meta charset="koi8-r"><p>10 €'
    assert page_text(page.encode("iso-8859-15"), "iso-8859-15") == page


def test_what_is_utf_8_is_utf_8_whatever_it_says() -> None:
    page = f'<meta charset="windows-1252"><p>{STORY}'
    assert page_text(page.encode()) == page
    assert page_text(page.encode(), "latin1") == page


def test_a_charset_far_down_is_not_looked_for() -> None:
    page = f"<p>{STORY}{' ' * 4_096}<meta charset='koi8-r'>"
    assert STORY in page_text(page.encode("cp1252"))


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="utf-16"?>', ' \n<?xml version="1.0"?>'])
def test_a_declaration_of_xml_is_left_out(head: str) -> None:
    assert page_text(f"{head}<html>".encode()) == "<html>"
    assert page_text(b"<p>a <?xml b?> c") == "<p>a <?xml b?> c"


def test_data_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceError, match="is not text but binary data"):
        page_text(b"\x93ABC\r\n\x1a\n\0\0\0\r" + bytes(range(256)) * 20)


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<p></p>"])
def test_a_page_without_an_article_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="holds no article text"):
        parsed(data)


@pytest.mark.parametrize(
    ("head", "is_sure", "is_likely"),
    [
        (b"<!doctype html>", True, True),
        (b"<head>", True, True),
        (b"<p>Half a page", False, True),
        (b"<?xml version='1.0'?><invoice>", False, False),
        (b"A title", False, False),
        (b"", False, False),
    ],
    ids=str,
)
def test_a_page_is_known_by_its_first_bytes(head: bytes, is_sure: bool, is_likely: bool) -> None:
    assert (HTML.is_surely(head), HTML.is_likely(head)) == (is_sure, is_likely)
