"""A file of any format that is read can be given as an address, and a feed may name it."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import ingest.cli
from ingest.formats.feeds import FeedItem
from ingest.records.articles import article_from
from ingest.records.record import Raw, never
from ingest.sources.taking import Entry, ItemResult, Taker
from ingest.sources.web import read_page
from ragbot.archive.source import Item
from tests.fakes import WordEmbeddings
from tests.ingest.formats.test_pdf import FIRST, SECOND, lines, written
from tests.ingest.sources.test_web import PAGES, Pages, page, serving
from tests.website import always, fetcher, reply

REPORT = written([(80, 20, "Ferry report"), *lines(FIRST, SECOND)])
MAIL = (
    b"From: desk@courier.example\r\nTo: all@courier.example\r\nSubject: Toll to rise\r\n"
    b"Date: Tue, 10 Mar 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n\r\nThe toll of the bridge rises in May.\r\n"
)
NITF = b"""<?xml version="1.0"?><nitf><body><body.head><hedline><hl1>Toll to rise</hl1></hedline></body.head>
<body.content><p>The toll of the bridge rises in May.</p></body.content></body></nitf>"""
RECORD = {"title": "Toll to rise", "text": "The toll of the bridge rises in May.", "published": "2026-03-10"}
OTHER = {"title": "Toll to fall", "text": "The toll of the tunnel falls in May.", "published": "2026-03-11"}
TWO = "".join(json.dumps(record) + "\n" for record in (RECORD, OTHER)).encode()


def all_of(site: Pages, path: str = "/") -> list[Raw]:
    return list(read_page(site.at(path), PAGES, fetcher=fetcher()))


@pytest.mark.parametrize("kind", ["application/pdf", "text/html", "application/octet-stream", None])
def test_a_pdf_is_read_whatever_its_server_calls_it(kind: str | None) -> None:
    with serving(always(reply(REPORT, kind))) as site:
        (raw,) = all_of(site, "/files/report-2026.pdf#page=2")
        article, _ = article_from(raw.record or {}, raw.origin)
        assert (article.title, article.text) == ("Ferry report", f"{FIRST} {SECOND}")
        assert article.url == site.at("/files/report-2026.pdf")
        assert article.published is None


@pytest.mark.parametrize(
    ("data", "kind", "path"),
    [
        (MAIL, "message/rfc822", "/mail"),
        (MAIL, "application/octet-stream", "/toll.eml"),
        (NITF, "application/xml", "/toll"),
        (json.dumps(RECORD).encode(), "application/json", "/toll"),
        (json.dumps(RECORD).encode(), "text/plain", "/toll.json"),
        (b"# Toll to rise\n\nThe toll of the bridge rises in May.", "text/markdown", "/toll"),
        (b"# Toll to rise\n\nThe toll of the bridge rises in May.", "text/plain", "/toll.md"),
    ],
)
def test_other_formats_are_read_as_well(data: bytes, kind: str, path: str) -> None:
    with serving(always(reply(data, kind))) as site:
        (raw,) = all_of(site, path)
        article, _ = article_from(raw.record or {}, raw.origin)
        assert (article.title, article.text, article.url) == ("Toll to rise", str(RECORD["text"]), site.at(path))


@pytest.mark.parametrize("packed", [False, True])
def test_several_articles_at_one_address_are_told_apart_by_what_they_are(packed: bool) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("news.jsonl", TWO)
    data, kind = (file.getvalue(), "application/zip") if packed else (TWO, "application/x-ndjson")
    with serving(always(reply(data, kind))) as site:
        articles = [article_from(raw.record or {}, raw.origin)[0] for raw in all_of(site)]
        assert [article.title for article in articles] == ["Toll to rise", "Toll to fall"]
        assert len({article.id for article in articles}) == 2
        assert [article.url for article in articles] == [None, None]


def test_a_single_record_cannot_pass_for_an_article_of_another_site() -> None:
    record = {**RECORD, "url": "https://daily.example/toll", "source": "The Daily"}
    with serving(always(reply(json.dumps(record).encode(), "application/json"))) as site:
        article, _ = article_from(all_of(site, "/toll")[0].record or {}, "here")
        assert (article.url, article.source) == (site.at("/toll"), "news.example")


def taken(site: Pages, path: str) -> ItemResult:
    said = {"title": "The ferry report is out", "published": "2026-03-10", "url": site.at(path), "text": "Short."}
    item = Item("source", "key", "2026-03-10T09:00:00Z", url=site.at(path))
    return Taker(fetcher(), PAGES).take(Entry(item, FeedItem("key", site.at(path), said)), never)


def test_a_feed_names_a_pdf_and_says_when_it_is_of() -> None:
    with serving(always(reply(REPORT, "application/pdf"))) as site:
        found = taken(site, "/report.pdf")
        article, _ = article_from((found.raw or Raw("", {})).record or {}, "here")
        assert (article.text, article.published, article.partial) == (f"{FIRST} {SECOND}", "2026-03-10", False)


def test_of_a_file_of_several_a_feeds_item_keeps_its_own_text() -> None:
    with serving(always(reply(TWO, "application/x-ndjson"))) as site:
        found = taken(site, "/all.jsonl")
        assert "holds several articles; take them in with 'ragbot-ingest" in (found.reason or "")
        assert found.is_partial


def test_the_command_line_takes_addresses_beside_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())
    monkeypatch.setattr("ingest.fetch.fetcher.Fetcher.of", lambda settings: fetcher())
    (tmp_path / "a.txt").write_text("A goat\n\nIt eats the hat of the keeper.")
    pages = {"/report": reply(REPORT, "application/pdf"), "/story": reply(page()), "/x": reply(b"GIF89a", "image/gif")}
    with serving(lambda path: [pages[path]]) as site:
        given = [site.at("/report"), str(tmp_path / "a.txt"), site.at("/story"), site.at("/x")]
        assert ingest.cli.main([*given, "--archive", str(tmp_path / "archive")]) == 1
        told = capsys.readouterr()
        assert told.out.startswith("3 added, 0 updated, 0 unchanged, 1 failed")
        assert "is a picture, which is not read" in told.err
