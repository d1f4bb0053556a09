"""ragbot-ingest follow: an address, a folder or a list, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import cli
from ingest.records.record import SourceError
from ingest.sources.discovery import Candidate
from ragbot.archive.archive import open_deeds, open_sources
from ragbot.settings import Settings

FEED, SPORT, PAGE = (
    Candidate("feed", "https://courier.example/feed", "The Courier", 12, "Dam raised"),
    Candidate("feed", "https://courier.example/sport", "The Courier: Sport", 1),
    Candidate("page", "https://courier.example/", "The Courier"),
)
OPML = '<opml version="2.0"><body><outline xmlUrl="https://tide.example/rss" text="Tide"/></body></opml>'


@pytest.fixture(autouse=True)
def _site(monkeypatch: pytest.MonkeyPatch) -> None:
    def discover(address: str, fetcher: object, parsers: object) -> Sequence[Candidate]:
        if "gone" in address:
            raise SourceError("is answered with 404")
        return [FEED] if address == FEED.address else [FEED, SPORT, PAGE]

    monkeypatch.setattr("ingest.sources.discovery.discover", discover)


def run(settings: Settings, *words: str) -> int:
    return cli.main(["follow", *words, "--archive", str(settings.archive)])


def addresses(settings: Settings) -> list[str]:
    with open_sources(settings, create=True) as sources:
        return [source.address for source in sources.all()]


def deeds(settings: Settings) -> list[str | None]:
    with open_deeds(settings) as found:
        return [deed.detail for deed in found.newest(9)]


def test_a_feed_is_followed_once(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings, FEED.address) == 0
    assert capsys.readouterr().out == (
        f"ragbot follows the feed {FEED.address} (The Courier). "
        "'ragbot serve' checks it by itself, 'ragbot-ingest sync' now.\n"
    )
    assert run(settings, FEED.address) == 0
    assert "follows already: the feed" in capsys.readouterr().out
    assert deeds(settings) == [FEED.address]


@pytest.mark.parametrize(
    ("options", "address"), [(["--yes"], FEED.address), (["--page"], PAGE.address), (["--yes", "--page"], PAGE.address)]
)
def test_of_several_candidates_one_is_chosen_by_an_option(settings: Settings, options: list[str], address: str) -> None:
    assert run(settings, *options, "https://courier.example/") == 0
    assert addresses(settings) == [address]


def test_of_several_candidates_none_is_followed_unasked(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings, "https://courier.example/") == 1
    shown = capsys.readouterr()
    assert shown.out.count("https://courier.example/") == 3
    assert "Nothing was added. Follow a feed by its address, the first one with --yes, the page with" in shown.err
    assert addresses(settings) == []


@pytest.mark.parametrize(("answer", "status"), [("y", 0), (" YES ", 0), ("", 1), ("n", 1)])
def test_whoever_sits_at_a_terminal_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert run(settings, "https://courier.example/") == status
    assert addresses(settings) == ([FEED.address] if status == 0 else [])


def test_what_cannot_be_followed_is_told_and_the_others_are_followed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, "https://gone.example/", FEED.address, "none.opml", "none.toml") == 1
    told = capsys.readouterr().err
    assert "https://gone.example/: is answered with 404" in told
    assert "none.opml: cannot be read: No such file or directory" in told
    assert "none.toml: cannot be read" in told
    assert addresses(settings) == [FEED.address]


def test_the_feeds_of_a_list_are_followed_as_one_deed(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news.OPML").write_text(OPML)
    for _ in range(2):
        assert run(settings, str(tmp_path / "news.OPML")) == 0
    assert capsys.readouterr().out.splitlines() == [
        "  + https://tide.example/rss",
        "1 added, 0 changed, 0 forgotten, 0 as they were",
        "0 added, 0 changed, 0 forgotten, 1 as they were",
    ]
    assert deeds(settings) == [f"{tmp_path}/news.OPML: 1 added"]


def test_a_toml_file_changes_and_forgets_what_it_owns(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "news.toml"
    one, other = ('[[source]]\nurl = "https://a.example/f"\n', '[[source]]\nurl = "https://b.example/f"\n')
    for text in (one + other, one + 'every = "2h"\n'):
        file.write_text(text)
        assert run(settings, str(file)) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "  ~ https://a.example/f",
        "  - https://b.example/f",
        "0 added, 1 changed, 1 forgotten, 0 as they were",
    ]
    assert deeds(settings)[0] == f"{file}: 1 changed, 1 forgotten"
