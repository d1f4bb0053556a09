"""The articles in an open file: by which format it is read, where they come from, and why there are none."""

from __future__ import annotations

import gzip
from dataclasses import replace
from io import BufferedReader, BytesIO

import pytest

from ingest.formats.format import REFUSED, Content, Format, Records
from ingest.formats.reading import articles_in, passed_over
from ingest.formats.stream import Stream
from ingest.records.record import IsOver, PassedOver, Raw, SourceError, never
from tests.formats import Here, read

STORY = b"The council of Ostvale passed its budget on Sunday after a debate of nine hours."
ADDRESS = "file:/news/a.news"


class Parsing(Here):
    """Returns what a test gives it, and keeps what it was asked."""

    def __init__(self, records: Records | SourceError) -> None:
        self.records, self.asked = records, list[tuple[str, bytes, str]]()

    def parse(self, name: str, data: bytes, charset: str = "", is_over: IsOver = never) -> Records:
        self.asked.append((name, data, charset))
        if isinstance(self.records, SourceError):
            raise self.records
        return self.records


def content(name: str, data: bytes = STORY, **more: object) -> Content:
    file = Content(Stream(BufferedReader(BytesIO(data))), name, Here(), name)
    return replace(file, **more)  # type: ignore[arg-type]


def parsed(records: Records | SourceError, **more: object) -> list[Raw]:
    return list(articles_in(content("a.html", b"<html>", parsers=Parsing(records), **more)))


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> list[Raw | Content]:
    """What a format of our own finds in a file: articles, or the files of an archive."""
    found: list[Raw | Content] = []
    each = Format("own", "news", read=lambda content: (raw for raw in found if isinstance(raw, Raw)))
    archive = Format("own", "an archive", unpack=lambda content: iter(found))
    kinds = {"a.news": each, "a.box": archive}
    before = articles_in.__globals__["format_of"]
    monkeypatch.setattr("ingest.formats.reading.format_of", lambda name, head: kinds.get(name) or before(name, head))
    return found


def test_a_file_is_parsed_by_its_format_apart_and_with_the_charset_that_its_server_gave() -> None:
    parsers = Parsing({"text": "It sank."})
    file = content("a.html", b"<html>", parsers=parsers, charset="koi8-r")
    assert list(articles_in(file)) == [Raw("a.html", {"text": "It sank."})]
    assert parsers.asked == [("HTML", b"<html>", "koi8-r")]


def test_of_several_articles_in_a_file_each_has_its_number() -> None:
    assert parsed([{"text": "One."}, {"text": "Two."}]) == [
        Raw("a.html#1", {"text": "One."}),
        Raw("a.html#2", {"text": "Two."}),
    ]


def test_a_record_that_is_none_says_why() -> None:
    one, other = parsed([{"text": "One.", REFUSED: "is a video"}, {"text": "Two.", REFUSED: ""}])
    assert (one.record, one.failure) == (None, "is a video")
    assert other.record


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.txt", "is empty"),
        (b"\x00\x01\x02", "a.xyz", "is of an unknown kind; "),
        (b"\xff\xd8\xff\xe0", "a.jpg", "which is not read"),
        (b"[]", "a.json", "holds no articles"),
    ],
)
def test_a_file_without_articles_says_why(data: bytes, name: str, why: str) -> None:
    (raw,) = read(data, name)
    assert (raw.origin, raw.record) == (name, None)
    assert why in (raw.failure or "")


def test_what_cannot_be_parsed_says_why() -> None:
    assert parsed(SourceError("takes too long")) == [Raw("a.html", None, "takes too long")]


def test_what_came_before_a_broken_end_counts_and_the_break_is_told() -> None:
    first, *_, last = read(gzip.compress(b'{"text": "One."}\n' * 9)[:-8], "a.jsonl.gz")
    assert first.record == {"text": "One."}
    assert (last.record, (last.failure or "")[:10]) == (None, "is cut off")


@pytest.mark.parametrize(
    ("name", "data", "passed"),
    [
        ("a.txt", STORY, None),
        ("README", STORY, PassedOver("without a suffix")),
        ("page", b"<!doctype html><html><p>It sank.</p></html>", None),
        ("a.log", STORY, PassedOver(".log")),
        ("a.12", STORY, PassedOver("of an unknown kind")),
        ("a.jpg", b"\xff\xd8\xff\xe0", PassedOver(".jpg")),
        ("photo", b"\xff\xd8\xff\xe0\x00\x10JFIF", PassedOver("a picture")),
    ],
)
def test_in_a_folder_a_file_that_holds_no_news_is_passed_over(
    name: str, data: bytes, passed: PassedOver | None
) -> None:
    assert passed_over(content(name, data)) is None, "somebody asked for it"
    file = content(name, data, is_asked_for=False)
    assert passed_over(file) == passed
    if passed:
        assert list(articles_in(file)) == [Raw(name, None, passed=passed)]


def test_what_is_passed_over_though_its_news_could_be_taken_in_says_how() -> None:
    found = passed_over(content("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", is_asked_for=False))
    assert found
    assert (found.kind, "save it" in found.way_out) == (".doc", True)


def test_an_article_knows_its_file_and_whether_it_is_alone_in_it(own: list[Raw | Content]) -> None:
    own += [Raw("a.news", {"title": "One"}), Raw("a.news:2", {"title": "Two", "_file": "forged", "_in": "forged"})]
    alone, within = articles_in(content("a.news", address=ADDRESS))
    assert alone.record == {"title": "One", "_file": ADDRESS, "_in": ADDRESS}
    assert within.record == {"title": "Two", "_within": ADDRESS, "_in": ADDRESS}


def test_without_an_address_no_publisher_names_a_file_either(own: list[Raw | Content]) -> None:
    own += [Raw("a.news", {"title": "One", "_file": "forged"}), Raw("a.news", None, "is torn")]
    assert list(articles_in(content("a.news"))) == [Raw("a.news", {"title": "One"}), Raw("a.news", None, "is torn")]


def test_the_files_of_an_archive_are_read_like_others_and_counted(own: list[Raw | Content]) -> None:
    own += [content("a.txt"), Raw("a.box!b.txt", None, "is encrypted"), content("README", is_asked_for=False)]
    file = content("a.box", address=ADDRESS)
    counted: list[int] = []
    file.stream.count_one = lambda: counted.append(1)  # type: ignore[method-assign]
    found = list(articles_in(file))
    assert [(raw.origin, raw.failure, bool(raw.passed)) for raw in found] == [
        ("a.txt", None, False),
        ("a.box!b.txt", "is encrypted", False),
        ("README", None, True),
    ]
    assert found[0].record
    assert "_in" not in found[0].record, "its own file names it, not the archive"
    assert len(counted) == 1
