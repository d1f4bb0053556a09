"""An archive that is open only while somebody asks: others own it in between, and a server is asked in its place."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import ragbot.archive.archive
from ragbot.archive.archive import open_archive
from ragbot.archive.listing import Filter
from ragbot.archive.lock import owner_of
from ragbot.errors import ArchiveError, ArchiveOwnedError
from ragbot.mcp.on_demand import OnDemandNews
from ragbot.mcp.tools import news_server
from ragbot.settings import Settings, load_settings
from ragbot.types import Question
from tests.assistant import Assistant
from tests.conftest import STORY, add, article
from tests.fakes import WordEmbeddings
from tests.operations.test_serve import serving

ROOT = Path(__file__).parents[2]
HELD = """
import sys, time
from pathlib import Path
from ragbot.archive.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""
DIED = Question("How many people died when the Grey Gull sank?")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of an archive with one story, which nobody has open."""
    monkeypatch.setattr(ragbot.archive.archive, "open_embeddings", lambda name, precision: WordEmbeddings())
    with open_archive(load_settings(archive=tmp_path / "archive"), create=True) as opened:
        add(opened, article(STORY))
    return load_settings(archive=tmp_path / "archive")


@contextmanager
def held_by_another_process(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-c", HELD, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield
        process.kill()


def test_it_is_opened_for_a_question_and_let_go_afterwards(settings: Settings) -> None:
    with closing(OnDemandNews(settings, idle=0.2)) as news:
        assert owner_of(settings.archive) is None
        assert news.ask(DIED).outcome == "answered"
        assert owner_of(settings.archive)
        _wait_until_free(settings.archive)
        assert len(news.latest(Filter(), 5).articles) == 1


def _wait_until_free(folder: Path) -> None:
    until = time.monotonic() + 10
    while owner_of(folder):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_it_stays_open_while_somebody_asks(settings: Settings) -> None:
    failed: list[Exception] = []

    def asking() -> None:
        try:
            for _ in range(20):
                assert news.search(DIED, 3).evidence
        except Exception as error:
            failed.append(error)

    with closing(OnDemandNews(settings, idle=0.001)) as news:
        threads = [threading.Thread(target=asking) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert not failed
    assert owner_of(settings.archive) is None


def test_closing_lets_the_archive_go_at_once(settings: Settings) -> None:
    news = OnDemandNews(settings)
    article_id = news.search(DIED, 1).evidence[0].article_id
    assert news.article(article_id).version.text == STORY
    news.close()
    assert owner_of(settings.archive) is None


def test_whoever_else_owns_it_is_named_and_it_works_when_they_are_done(settings: Settings) -> None:
    with closing(OnDemandNews(settings)) as news:
        assistant = Assistant(news_server(news))
        with held_by_another_process(settings.archive):
            with pytest.raises(ArchiveOwnedError):
                news.ask(DIED)
            told = assistant.refused("ask_news", question=DIED.text)
            assert "is in use by" in told
            assert "ragbot mcp --url" in told
        assert assistant.given("ask_news", question=DIED.text)["outcome"] == "answered"


def test_a_server_that_owns_it_is_asked(settings: Settings) -> None:
    with serving(settings.archive) as server, closing(OnDemandNews(settings)) as news:
        assert news.ask(DIED).outcome == "answered"
        owner = owner_of(settings.archive)
        assert owner
        assert owner.address == server.address


def test_an_archive_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="nowhere"):
        OnDemandNews(load_settings(archive=tmp_path / "nowhere")).ask(DIED)
