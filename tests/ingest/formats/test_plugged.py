"""Packages of other people add formats: one is made, installed and read; what takes what is ours is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.fetch.fetched import Fetched
from ingest.formats import table
from ingest.formats.parsers import ParserProcess, SharedParsers
from ingest.sources.web import format_of as format_of_page
from ragbot import plugins
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.plugins import FORMATS
from tests.formats import read
from tests.packages import installed

ROOT = Path(__file__).parents[3]
MEMO = b"MEMO1\nNine die at sea\nThe ferry Grey Gull sank off Port Anders on Monday. Nine people died, it was said."
CODE = '''
from ingest.formats.format import Format
from ingest.formats.signs import starting


def _parsed(data, charset=""):
    """The title in the second line, then the text."""
    _, title, text = data.decode().split("\\n", 2)
    if text == "hang":
        while True:
            pass
    return {"title": title, "text": text}


def _read(content):
    yield from ()
    raise KeyError("torn in the middle")


MEMO = Format("memo", "a memo", (".memo",), is_surely=starting(b"MEMO1"), parse=_parsed, media=("text/x-memo",))
RICH = Format("rich text", "rich text", (".rtf",), is_surely=starting(b"{\\\\rtf"), parse=_parsed)
TORN = Format("torn", "a torn file", (".torn",), read=_read)
GREEDY = Format("greedy", "all", (".all",), is_surely=lambda head: True, parse=_parsed)
SHAKY = Format("shaky", "shaky", (".shaky",), is_surely=lambda head: head[10_000_000] == 1, parse=_parsed)
PDF = Format("better PDF", "a PDF file", (".pdf",), parse=_parsed)
PAGE = Format("page", "a page", (".page",), parse=_parsed, media=("text/html",))
NAMED = Format("HTML", "a page", (".page",), parse=_parsed)
LOUD = Format("loud", "loud", (".MEMO",), parse=_parsed)
BOTH = Format("both", "both", (".both",), parse=_parsed, read=_read)
NONE = Format("none", "none", (".none",))
WORD = "memo"
'''


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that Python looks into for packages."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(plugins, "_TOLD", set())
    table.formats.cache_clear()
    yield folder
    table.formats.cache_clear()
    for name in ("memos", "second"):
        sys.modules.pop(name, None)


def with_formats(folder: Path, name: str = "memos", **points: str) -> None:
    """A package that adds these formats of the code above, by the name of the entry point."""
    installed(folder, name, {FORMATS: {each: f"{name}:{value}" for each, value in points.items()}}, **{name: CODE})
    table.formats.cache_clear()


def test_a_package_adds_a_format_by_its_suffix_and_by_its_first_bytes(packages: Path) -> None:
    assert "no articles" not in str(read(MEMO, "a.memo"))
    with_formats(packages, memo="MEMO")
    for name in ("a.memo", "a.MEMO", "", "a.unknown"):
        (raw,) = read(MEMO, name)
        assert raw.record
        assert raw.record["title"] == "Nine die at sea"
    assert ".memo" in table.suffixes()
    assert ".memo" in table.what_is_read()
    assert table.of_media("text/x-memo") is table.named("a.memo")


def test_what_is_only_refused_may_be_read_by_a_package(packages: Path) -> None:
    assert "rich text, which is not read" in str(read(b"{\\rtf\nT\nx", "a.rtf"))
    with_formats(packages, rtf="RICH")
    (raw,) = read(b"{\\rtf\nA title\nSome text.", "a.rtf")
    assert raw.record
    assert raw.record["title"] == "A title"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("PDF", "is for .pdf, which is ragbot's own"),
        ("PAGE", "is for text/html, which is ragbot's own"),
        ("NAMED", "is called HTML, which is ragbot's own"),
        ("LOUD", "has the suffix '.MEMO'"),
        ("BOTH", "is not read in one way"),
        ("NONE", "is not read in one way"),
        ("WORD", "is no Format of ingest.formats.format"),
        ("MISSING", "cannot be loaded (AttributeError"),
    ],
)
def test_what_is_no_format_or_takes_ours_is_told_and_harms_no_other(
    packages: Path, caplog: pytest.LogCaptureFixture, value: str, why: str
) -> None:
    with_formats(packages, wrong=value, memo="MEMO")
    added = [each.name for each in table.formats() if each.package]
    assert added == ["memo"]
    (told,) = [record.message for record in caplog.records]
    assert told.startswith("The package memos 1.0 adds 'wrong' to ragbot.formats, which ")
    assert why in told
    (page,) = read(b"<html><body><p>A page.</p></body></html>", "a.html")
    assert page.origin


def test_what_two_packages_add_is_the_firsts_and_both_are_named(
    packages: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with_formats(packages, memo="MEMO")
    with_formats(packages, "second", other="MEMO")
    assert [each.package for each in table.formats() if each.package] == ["memos 1.0"]
    (told,) = [record.message for record in caplog.records]
    assert "second 1.0" in told
    assert "is called memo, which the package memos 1.0 has" in told


def test_a_sign_that_takes_everything_takes_nothing_that_is_read_here(packages: Path) -> None:
    with_formats(packages, greedy="GREEDY")
    for name in ("a.csv", "a.txt", "a.md", "a.jsonl"):
        found = table.format_of(name, b"title,text\nOne,Two\n")
        assert found
        assert not found.package
    reply = Fetched("https://daily.example/a", None, 200, "text/html", "utf-8", b"plain words")
    assert format_of_page(reply).name == "HTML"


def test_a_sign_that_fails_recognises_nothing_and_is_told_once(
    packages: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with_formats(packages, shaky="SHAKY")
    for _ in range(3):
        (raw,) = read(b"Some plain text that is long enough.", "")
        assert raw.record
    (told,) = [record.message for record in caplog.records]
    assert "memos 1.0" in told
    assert "IndexError" in told


def test_a_reader_that_fails_refuses_the_file_and_names_its_package(packages: Path) -> None:
    with_formats(packages, torn="TORN", memo="MEMO")
    (raw,) = read(b"anything", "a.torn")
    assert raw.failure == "cannot be read by the package memos 1.0 (KeyError: 'torn in the middle')"
    (raw,) = read(b"MEMO1 and no more", "a.memo")
    assert raw.failure
    assert "cannot be read by the package memos 1.0 (ValueError" in raw.failure


def test_it_is_parsed_in_a_process_with_limits(packages: Path) -> None:
    with_formats(packages, memo="MEMO")
    with ParserProcess(seconds=2) as parser:
        found = parser.parse("memo", MEMO)
        assert isinstance(found, dict)
        assert found["title"] == "Nine die at sea"
        with pytest.raises(Exception, match="took longer than 2 s"):
            parser.parse("memo", b"MEMO1\nA title\nhang")


def test_the_api_names_it_and_takes_an_upload_of_it(
    packages: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_formats(packages, memo="MEMO")
    own = SharedParsers()  # those that other tests have started know no package that came later
    monkeypatch.setattr("ingest.http.uploads.shared_parsers", lambda: own)
    token = "a" * 32
    headers = {"Authorization": f"Bearer {token}"}
    from ingest.http.articles import router

    app = create_app(Bot(archive), routers=[router(archive, token)])
    with TestClient(app, base_url="http://127.0.0.1") as client:
        told = client.get("/v1/formats", headers=headers).json()
        assert {"name": "memo", "label": "a memo", "suffixes": [".memo"]} in told["formats"]
        sent = client.post("/v1/articles/file?name=a.memo", headers=headers, content=MEMO)
    assert sent.status_code == 200, sent.text
    assert archive.facts().articles == 1


def test_it_works_in_a_process_of_its_own(packages: Path, tmp_path: Path) -> None:
    with_formats(packages, memo="MEMO", wrong="PDF")
    settings = {"RAGBOT_ARCHIVE": str(tmp_path / "archive"), "LANGSMITH_TRACING": "false"}
    environment = {**os.environ, **settings, "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)])}
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.memo").write_bytes(MEMO)

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        running = [sys.executable, "-m", *command]
        return subprocess.run(running, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert ".memo" in run("ingest.cli", "--help").stdout
    taken = run("ingest.cli", "news", "--json")
    assert json.loads(taken.stdout)["added"] == 1
    assert "memos 1.0" in taken.stderr, "what is wrong with the other one is told"
