"""Precedence: answers first; what takes articles in goes on in small pieces, one at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.pipeline.sinks import ArchiveSink
from ragbot.answering.bot import Bot
from ragbot.archive import precedence
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.precedence import Precedence
from ragbot.archive.tables import Scope
from ragbot.models.embeddings import Vectors
from ragbot.settings import Settings
from ragbot.types import Question
from tests.conftest import stories
from tests.fakes import WordEmbeddings

A_MOMENT = 0.1


class Watched(WordEmbeddings):
    """Keeps how many texts each call has, and what else is asked for meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.at_a_time = 4
        self.calls: list[list[str]] = []
        self.archive: Archive | None = None
        self.could_go_on: list[bool] = []

    def encode(self, texts: list[str]) -> Vectors:
        self.calls.append(texts)
        if self.archive:
            self.could_go_on.append(_could_go_on(self.archive.precedence))
        return super().encode(texts)


def _could_go_on(one: Precedence) -> bool:
    """Whether what can wait would go on now."""
    went = threading.Event()
    threading.Thread(target=_go_on, args=(one, went), daemon=True).start()
    return went.wait(A_MOMENT)


def _go_on(one: Precedence, went: threading.Event) -> None:
    with one.last():
        went.set()


@pytest.fixture
def watched(settings: Settings) -> Iterator[tuple[Archive, Watched]]:
    embeddings = Watched()
    with open_archive(settings, embeddings, create=True) as archive:
        yield archive, embeddings


def test_what_can_wait_waits_until_everybody_is_answered() -> None:
    one = Precedence()
    with one.first():
        with one.first():
            assert not _could_go_on(one)
        assert not _could_go_on(one)
    assert _could_go_on(one)


def test_it_goes_on_slowly_where_somebody_is_answered_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "PATIENCE", 0.05)
    one, began = Precedence(), time.monotonic()
    with one.first(), one.last():
        assert 0.05 <= time.monotonic() - began < 1


def test_of_all_threads_one_at_a_time() -> None:
    one, inside, most = Precedence(), 0, 0

    def piece(_: int) -> None:
        nonlocal inside, most
        with one.last():
            inside += 1
            most = max(most, inside)
            time.sleep(0.005)
            inside -= 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(piece, range(12)))
    assert most == 1


def test_articles_are_embedded_a_few_texts_at_a_time_and_each_gets_its_own_vector(
    watched: tuple[Archive, Watched],
) -> None:
    archive, embeddings = watched
    added = ArchiveSink(archive).add(list(stories(30)))
    assert added.embedded == sum(map(len, embeddings.calls)) >= 30
    assert max(map(len, embeddings.calls)) == 4
    for text in [text for call in embeddings.calls for text in call]:
        [(_, cosine)] = archive.nearest(embeddings.encode([text])[0], 1, Scope())
        assert cosine > 0.999


def test_an_answer_goes_first_while_it_is_made(watched: tuple[Archive, Watched]) -> None:
    archive, embeddings = watched
    ArchiveSink(archive).add(list(stories(5)))
    embeddings.archive = archive
    question = Question("What did the council of Ostvale decide?")
    for ask in (Bot(archive).ask, lambda asked: Bot(archive).search(asked, 5)):
        embeddings.could_go_on.clear()
        assert ask(question)
        assert embeddings.could_go_on
        assert not any(embeddings.could_go_on)
    assert _could_go_on(archive.precedence)
