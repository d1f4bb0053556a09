"""Following from the command line, with a newsroom on loopback and the real archive."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from ingest import cli
from ragbot.archive.archive import open_deeds, open_sources
from ragbot.archive.source import ASKED, moment
from ragbot.settings import load_settings
from tests.ingest.sources.test_following import TEXT
from tests.newsroom import Newsroom, Page, newsroom


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setenv("RAGBOT_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setattr("ingest.fetch.fetcher.PAUSE_SECONDS", 0)
    with newsroom() as opened:
        opened.article("/dam", "Dam to be raised", TEXT.format(n=1, cost=4))
        opened.feed([("/dam", "Dam to be raised")])
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "archive")


def run(*words: str, folder: str) -> int:
    return cli.main([*words, "--archive", folder])


def test_a_feed_is_followed_checked_listed_and_forgotten(
    room: Newsroom, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"{room.address}/feed"
    assert run("follow", address, folder=folder) == 0
    assert f"ragbot follows the feed {address} (The Courier)" in capsys.readouterr().out
    assert run("follow", address, folder=folder) == 0
    assert "follows already" in capsys.readouterr().out
    assert run("sync", folder=folder) == 0
    assert f"The Courier ({address}): 1 added; 2 requests, 1 embedded" in capsys.readouterr().out
    assert run("sync", folder=folder) == 0
    assert "Nothing is due" in capsys.readouterr().err
    assert run("check", folder=folder) == 0
    assert f"The Courier ({address}): nothing new; 1 request (1 not modified)\n" in capsys.readouterr().out
    assert run("list", "--json", folder=folder) == 0
    [source] = json.loads(capsys.readouterr().out)
    assert (source["title"], source["kind"], source["late"]) == ("The Courier", "feed", source["late"])
    assert run("list", folder=folder) == 0
    assert capsys.readouterr().out.splitlines()[1].strip().startswith("is silent for longer than usual")
    assert run("forget", "The Courier", folder=folder) == 0
    assert run("list", folder=folder) == 0
    assert "Nothing is followed yet" in capsys.readouterr().err


def test_a_site_is_asked_about_and_without_an_answer_nothing_is_added(
    room: Newsroom, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    room.pages["/"] = Page(f"<html><head><title>The Courier</title>{link}</head><body>x</body></html>")
    assert run("follow", f"{room.address}/", folder=folder) == 1
    told = capsys.readouterr()
    assert f"{room.address}/feed" in told.out
    assert "Nothing was added" in told.err
    assert run("follow", "--yes", f"{room.address}/", folder=folder) == 0
    assert f"ragbot follows the feed {room.address}/feed" in capsys.readouterr().out
    assert run("follow", "--page", f"{room.address}/", folder=folder) == 0
    assert f"ragbot follows the page {room.address}/" in capsys.readouterr().out


def test_what_is_there_alone_is_followed_without_asking_wherever_it_moved(
    room: Newsroom, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    room.pages["/old"] = Page("", status=301, location="/feed")
    room.article("/", "The Courier", TEXT)
    del room.pages["/feed"]
    assert run("follow", room.address, folder=folder) == 0, "a page alone, though its address lacks the slash"
    room.feed([("/dam", "Dam to be raised")])
    assert run("follow", f"{room.address}/old", folder=folder) == 0
    assert f"ragbot follows the feed {room.address}/feed" in capsys.readouterr().out


def test_a_name_that_several_have_tells_their_ids(
    room: Newsroom, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    room.feed([("/dam", "Dam to be raised")], path="/sport")
    for path in ("/feed", "/sport"):
        run("follow", f"{room.address}{path}", folder=folder)
    assert run("list", folder=folder) == 0
    listed = capsys.readouterr().out
    assert listed.count("nothing yet, due now") == 2
    assert run("check", "The Courier", folder=folder) == 1
    told = capsys.readouterr().err
    assert "2 sources are called so" in told
    assert "Nothing is due" not in told
    ids = [line[:8] for line in listed.splitlines() if line.startswith(tuple("0123456789abcdef"))]
    assert all(each in told for each in ids)
    run("pause", f"{room.address}/sport", folder=folder)
    assert run("check", folder=folder) == 0
    assert f"{room.address}/sport" not in capsys.readouterr().out.split("paused")[-1], "all but the paused ones"


def test_an_empty_address_is_none(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("follow", "", folder=folder) == 1
    assert "is empty; write https://" in capsys.readouterr().err


def test_a_source_that_fails_is_told_and_exits_with_1(
    room: Newsroom, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("follow", f"{room.address}/feed", folder=folder) == 0
    room.pages["/feed"].status = 500
    assert run("sync", folder=folder) == 1
    assert "is answered with 500" in capsys.readouterr().err
    assert run("follow", "https://no.such.name.example/feed", folder=folder) == 1
    assert run("check", "no such source", folder=folder) == 1


def test_pause_and_resume(room: Newsroom, folder: str) -> None:
    run("follow", f"{room.address}/feed", folder=folder)
    assert run("pause", f"{room.address}/feed", folder=folder) == 0
    assert run("sync", folder=folder) == 0
    settings = load_settings(archive=Path(folder))
    with open_sources(settings) as sources:
        assert [(each.state, each.last_check) for each in sources.all()] == [("paused", None)]
    assert run("resume", f"{room.address}/feed", folder=folder) == 0
    with open_sources(settings) as sources:
        assert [(each.state, each.next_check) for each in sources.all()] == [("active", ASKED)]


def test_the_audit_has_what_the_command_line_followed_and_changed(room: Newsroom, folder: str, tmp_path: Path) -> None:
    address = f"{room.address}/feed"
    listed = tmp_path / "sources.toml"
    for _ in range(2):
        run("follow", address, folder=folder)
    for _ in range(2):
        run("pause", address, "no such source", folder=folder)
    run("resume", address, folder=folder)
    run("change", address, "--every", "6h", folder=folder)
    run("forget", address, folder=folder)
    listed.write_text('[[source]]\nurl = "https://me:pa55@news.example/feed?key=s3cret"\nkind = "feed"\n')
    for _ in range(2):
        run("follow", str(listed), folder=folder)
    run("forget", "https://me:pa55@news.example/feed?key=s3cret", folder=folder)
    steps = [("follow", address), ("pause", address), ("resume", address), ("change", address), ("forget", address)]
    steps += [("follow", f"{listed}: 1 added"), ("forget", "https://news.example/feed")]
    with open_deeds(load_settings(archive=Path(folder))) as deeds:
        kept = [(deed.who, deed.what, deed.detail) for deed in reversed(deeds.newest(9))]
    assert kept == [("command line", f"ragbot-ingest {step}", detail) for step, detail in steps]


def test_a_title_and_an_interval_are_given_and_taken_back(
    room: Newsroom, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("follow", f"{room.address}/feed", folder=folder)
    assert run("change", "The Courier", "--title", "My Courier", "--every", "30m", folder=folder) == 0
    with open_sources(load_settings(archive=Path(folder))) as sources:
        assert [(each.title, each.is_named, each.every) for each in sources.all()] == [("My Courier", True, 1800)]
    run("sync", folder=folder)
    assert run("change", "My Courier", "--title", "", "--every", "habit", folder=folder) == 0
    run("check", folder=folder)
    with open_sources(load_settings(archive=Path(folder))) as sources:
        assert [(each.title, each.is_named, each.every) for each in sources.all()] == [("The Courier", False, None)]
    capsys.readouterr()
    assert run("change", "The Courier", folder=folder) == 2
    for every in ("10s", "0m", "31d", "x"):
        with pytest.raises(SystemExit):
            run("change", "The Courier", "--every", every, folder=folder)
    assert "is no interval from 1m to 30d" in capsys.readouterr().err


def test_a_watch_that_is_terminated_leaves_no_source_claimed(room: Newsroom, folder: str) -> None:
    run("follow", f"{room.address}/feed", folder=folder)
    room.pages["/dam"].seconds = 3

    def terminate() -> None:
        while ("/dam", 200) not in room.asked:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=terminate, daemon=True).start()
    assert run("watch", folder=folder) == 130
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    with open_sources(load_settings(archive=folder)) as sources:
        [source] = sources.all()
    assert source.claimed <= moment(datetime.now(UTC))
