"""Formats: one table, and what a file is told by its first bytes; none passes for an article of another."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.formats.table import (
    FORMATS,
    format_of,
    formats,
    named,
    of_media,
    of_name,
    suffix_of,
    suffixes,
    what_is_read,
)
from tests.formats import read

DOCS = Path(__file__).parents[3] / "docs"
STORY = "The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours and ended at dawn."
PAGE = f"<!doctype html><html><head><title>Budget passes</title></head><body><article><p>{STORY}</p></body></html>"


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, STORY)
    return file.getvalue()


# The table


def test_names_and_suffixes_mean_one_format_each() -> None:
    names = [each.name for each in FORMATS]
    assert len(names) == len(set(names))
    claimed = [suffix for each in FORMATS for suffix in each.suffixes]
    assert len(claimed) == len(set(claimed))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in claimed)


def test_a_format_is_read_in_one_way_or_names_the_way_out() -> None:
    for each in FORMATS:
        ways = [way for way in (each.parse, each.read, each.unpack) if way]
        assert len(ways) <= 1, each.name
        assert bool(each.extra) == bool(each.module), each.name


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.TXT", ".txt"),
        ("a/b.c/d", ""),
        ("news.jsonl.gz", ".jsonl"),
        ("a.gz", ""),
        (".txt", ""),
        ("2026.06.12", ".12"),
    ],
)
def test_a_suffix_is_the_last_one_before_that_of_packing(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


def test_the_docs_have_every_format_that_is_read_with_its_suffixes() -> None:
    rows = [line.split("|") for line in (DOCS / "articles.md").read_text().splitlines() if line.count("|") >= 4]
    told = {name.strip(): re.findall(r"`(\.\w+)`", row[2]) for row in rows for name in row[1].split(",")}
    read = [each for each in FORMATS if each.parse or each.read or each.unpack]
    assert not [each.name for each in read if not set(each.suffixes) <= set(told.get(each.name, []))]


# What a file is


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"A title\n\nA text.", "text"),
        (b'\xef\xbb\xbf{"title": 1}', "JSON"),
        (b"[\n {", "JSON"),
        (b"[Removed] by the editors", "text"),
        (b"<!DOCTYPE html>\n<p>x", "HTML"),
        (b"<!-- saved --><html lang=en>", "HTML"),
        (b"<p>Half a page", "HTML"),
        ("<html>".encode("utf-16"), "HTML"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "HTML"),
        (b'<?xml version="1.0"?><!-- a feed --><rss version="2.0">', "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b'<a:feed xmlns:a="http://www.w3.org/2005/Atom">', "feed"),
        (b'<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/">', "feed"),
        (b'<?xml version="1.0"?><urlset>', "sitemap"),
        (b'<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/">', "NewsML"),
        (b'<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf>', "NewsML"),
        (b'<?xml version="1.0"?><invoice>', "xml"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "picture"),
        (b"%PDF-1.4\n%\xe2\xe3", "PDF"),
        (b"WARC/1.0\r\nWARC-Type: response", "WARC"),
        (b"\x16\x16\x01abc1234 4 pol 97 Budget\r\n\x02Ostvale, 10 March\x03", "wire"),
        (b"20260310091500-12\t20260310091500\t1\tnews.example", "gdelt"),
        (b"From ann@news.example Tue Mar 10 09:12:00 2026\nSubject: x", "mbox"),
        (b"From the start it was clear.\n\nThe council met.", "text"),
        (b"\x89PNG\r\n\x1a\n\0", "picture"),
        (b"\0\0\0\x18ftypmp42", "recording"),
        (b"{\\rtf1 A text}", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
        (b"SQLite format 3\0", "database"),
        (zipped("word/document.xml"), "DOCX"),
        (zipped("xl/workbook.xml"), "xlsx"),
        (zipped("a.txt"), "ZIP"),
    ],
)
def test_what_has_no_name_is_known_by_its_first_bytes(head: bytes, found: str) -> None:
    format_ = format_of("", head)
    assert format_
    assert format_.name == found


@pytest.mark.parametrize(
    ("name", "head", "found"),
    [
        ("a.txt", b"%PDF-1.4", "PDF"),
        ("a.json", b"<!doctype html><html>", "HTML"),
        ("a.txt", b"{ a brace }", "text"),
        ("a.md", b'{"title": "front matter"}', "Markdown"),
        ("a.txt", b"<b>Breaking</b> news", "text"),
        ("a.html", b"no mark at all", "HTML"),
        ("a.markdown", b"# A title", "Markdown"),
        ("story.php", b"<!doctype html><html>", "HTML"),
    ],
)
def test_bytes_that_can_be_nothing_else_count_more_than_a_name(name: str, head: bytes, found: str) -> None:
    format_ = format_of(name, head)
    assert format_
    assert format_.name == found


def test_a_suffix_that_nobody_knows_is_no_format() -> None:
    assert format_of("a.xyz", b"A text.") is None


# None passes for an article


def test_a_tar_archive_is_no_article() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    found = format_of("", file.getvalue())
    assert found
    assert found.name == "TAR"


def test_a_page_is_read_whatever_its_name_says() -> None:
    for name in ("", "a.html", "a.xhtml", "a.txt", "story.php"):
        (raw,) = read(PAGE.encode(), name)
        assert isinstance(raw.record, Mapping), name
        assert raw.record["text"] == STORY


def test_what_is_read_is_told_by_its_suffixes() -> None:
    assert {".txt", ".md", ".markdown", ".html", ".xhtml", ".json", ".jsonl"} <= set(suffixes())
    assert named("a.png") not in [each for each in FORMATS if each.is_read]


def test_what_a_server_calls_by_its_media_type_is_of_that_format() -> None:
    assert {of_media("text/html"), of_media("application/xhtml+xml")} == {named("a.html")}
    assert of_media("application/octet-stream") is None
    assert of_media("") is None


def test_a_format_is_found_by_its_name() -> None:
    assert all(of_name(each.name) is each for each in FORMATS)
    with pytest.raises(StopIteration):
        of_name("no format")


def test_what_is_read_is_listed_for_people() -> None:
    listed = what_is_read()
    assert listed.startswith("these are read: .txt ")
    assert listed.endswith(", each also with .gz or .zst")
    assert ".png" not in listed


def test_what_is_read_comes_before_what_is_general() -> None:
    names = [each.name for each in formats()]
    assert names.index("sitemap") < names.index("xml")
    assert names.index("DOCX") < names.index("ZIP")
    assert names[-1] == "xml"
