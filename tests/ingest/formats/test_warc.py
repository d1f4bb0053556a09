"""The pages in a web archive become articles of their own addresses, one after the other; the rest is counted."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader, BytesIO

import pytest

from ingest.formats.format import Content, Parsers
from ingest.formats.parsers import ParserProcess
from ingest.formats.reading import articles_in
from ingest.formats.stream import Stream
from ingest.records.articles import article_from
from ingest.records.record import Raw

STORY = "The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours and ended at dawn."
MORE = "Bus fares rise by 4 percent, and two libraries will open on Sundays from September, the mayor said."


def page(name: str = "budget", host: str = "daily.example", head: str = "") -> bytes:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>The {name} passes</title>"
        f'<link rel="canonical" href="https://{host}/{name}">{head}</head><body><article><h1>The {name} passes</h1>'
        f"<p>{STORY}</p><p>{MORE}</p></article></body></html>"
    ).encode()


def reply(body: bytes, status: int = 200, kind: str = "text/html; charset=UTF-8", *more: str) -> bytes:
    lines = [f"HTTP/1.1 {status} OK", *([f"Content-Type: {kind}"] if kind else []), *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(block: bytes, url: str = "https://daily.example/budget", kind: str = "response") -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", "WARC-Date: 2026-03-12T00:00:00Z", "WARC-Record-ID: <urn:uuid:1>"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


INFO = record(b"software: invented/1.0\r\nformat: WARC File Format 1.0\r\n", "", "warcinfo")


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with ParserProcess() as process:
        yield process


def raws(parsers: Parsers, data: bytes, name: str = "news.warc") -> list[Raw]:
    return list(articles_in(Content(Stream(BufferedReader(BytesIO(data))), name, parsers, name)))


def passed(found: list[Raw]) -> Counter[str]:
    return Counter(raw.passed.kind for raw in found if raw.passed)


def addresses(found: list[Raw]) -> list[str | None]:
    return [article_from(raw.record, raw.origin)[0].url for raw in found if raw.record]


def test_each_page_is_an_article_and_other_records_are_counted(parsers: Parsers) -> None:
    dated = '<meta property="article:published_time" content="2026-03-10T09:12:00Z">'
    found = raws(
        parsers,
        INFO
        + record(b"GET /budget HTTP/1.1\r\n\r\n", kind="request")
        + record(reply(page(head=dated)))
        + record(reply(b"User-agent: *\n", kind="text/plain"), "https://daily.example/robots.txt")
        + record(reply(page(), 404))
        + record(reply(b"", 301))
        + record(reply(b"", 200), kind="revisit")
        + record(b"20260312 1.1.1.1", "dns:daily.example")
        + record(reply(page("dam")), "https://daily.example/dam?utm_source=x"),
    )
    assert addresses(found) == ["https://daily.example/budget", "https://daily.example/dam"]
    assert not [raw.failure for raw in found if raw.failure]
    assert passed(found) == {
        "warcinfo records": 1, "request records": 1, "revisit records": 1, "response records": 1,
        "replies that are no page": 1, "replies of status 404": 1, "replies of status 301": 1,
    }  # fmt: skip
    first, second = (article_from(raw.record, "x")[0] for raw in found if raw.record)
    assert first.published == "2026-03-10T09:12:00Z"
    assert second.published is None, "the day of the crawl is not that of publication"
    assert STORY in first.text


def test_each_record_may_be_packed_by_itself(parsers: Parsers) -> None:
    packed = b"".join(
        gzip.compress(each)
        for each in (INFO, record(reply(page())), record(reply(page("dam")), "https://daily.example/dam"))
    )
    assert len(addresses(raws(parsers, packed, "CC-NEWS-1.warc.gz"))) == 2


def test_a_page_cannot_claim_to_be_on_another_site(parsers: Parsers) -> None:
    (raw,) = raws(parsers, record(reply(page("budget", "rich.example"))))
    assert addresses([raw]) == ["https://daily.example/budget"]
    (raw,) = raws(parsers, record(reply(page("budget", "www.daily.example"))), "a.warc")
    assert addresses([raw]) == ["https://www.daily.example/budget"]


@pytest.mark.parametrize("packed", [False, True])
def test_what_came_before_the_cut_is_kept(parsers: Parsers, packed: bool) -> None:
    parts = [record(reply(page(name)), f"https://daily.example/{name}") for name in ("budget", "dam", "road")]
    data = b"".join(map(gzip.compress, parts)) if packed else b"".join(parts)
    found = raws(parsers, data[:-200], "a.warc.gz" if packed else "a.warc")
    assert len(addresses(found)) == 2
    assert "cut off" in (found[-1].failure or "")


@pytest.mark.parametrize("length", ["x", "-1", "", "9" * 30])
def test_a_damaged_record_ends_the_file_with_a_reason(parsers: Parsers, length: str) -> None:
    bad = record(reply(page("dam"))).replace(b"Content-Length: ", f"Content-Length: {length}\r\nX: ".encode())
    found = raws(parsers, record(reply(page())) + bad)
    assert len(addresses(found)) == 1
    assert "damaged at its record 2" in (found[-1].failure or "")


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:50], body[50:])) + b"0\r\n\r\n"


def test_what_a_server_packed_is_unpacked(parsers: Parsers) -> None:
    deflated = zlib.compress(page())
    for number, block in enumerate((
        reply(chunked(page()), 200, "text/html", "Transfer-Encoding: chunked"),
        reply(page(), 200, "text/html", "Transfer-Encoding: chunked"),
        reply(gzip.compress(page()), 200, "text/html", "Content-Encoding: gzip"),
        reply(chunked(gzip.compress(page())), 200, "text/html", "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
        reply(deflated, 200, "text/html", "Content-Encoding: deflate"),
        reply(deflated[2:-4], 200, "text/html", "Content-Encoding: deflate"),
        reply(page(), 200, ""),
    )):  # fmt: skip
        (raw,) = raws(parsers, record(block), f"{number}.warc")
        assert raw.record, raw.failure


def test_a_bad_page_is_told_and_the_next_one_goes_in(parsers: Parsers) -> None:
    bomb = gzip.compress(b"<p>" + b"\0" * 20_000_000)
    found = raws(
        parsers,
        record(reply(b"<html></html>"))
        + record(reply(bomb, 200, "text/html", "Content-Encoding: gzip"))
        + record(b"no reply at all")
        + record(reply(b"x" * 11_000_000))
        + record(reply(b"\x8b\x00", 200, "text/html", "Content-Encoding: br"))
        + record(reply(page("dam")), "https://daily.example/dam"),
    )
    assert [bool(raw.failure) for raw in found] == [True, True, False, True, True, False]
    assert passed(found) == {"replies that are no HTTP": 1}
    assert addresses(found) == ["https://daily.example/dam"]


def test_a_bomb_of_records_without_articles_ends(parsers: Parsers) -> None:
    bomb = gzip.compress(record(b"\0" * 300_000_000, "", "metadata"))
    found = raws(parsers, bomb, "b.warc.gz")
    assert "the rest was not read" in (found[-1].failure or "")
