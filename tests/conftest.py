"""What most tests need: a small archive, articles for it, and no chance to reach a paid model."""

from __future__ import annotations

import gc
import inspect
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import hypothesis
import pytest

from ingest.commands.take_in import samples_folder
from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.records.passages import passage_spans
from ingest.sources.files import read
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive import vector_stores
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.intake import Added
from ragbot.mcp.http import mcp_routers
from ragbot.settings import Settings, load_settings
from ragbot.types import Article
from tests.apart import run_apart
from tests.chroma import Chroma
from tests.fakes import WordEmbeddings
from tests.let_go import let_go_of_apps
from tests.memory_store import MEMORY
from tests.served import served

OURS_OR_PAID = ("RAGBOT_", "OPENAI_", "ANTHROPIC_", "LANGCHAIN_")
for name in [name for name in os.environ if name.startswith(OURS_OR_PAID) and name != "RAGBOT_NEWS"]:
    del os.environ[name]  # but RAGBOT_NEWS, which is no setting: tests/quality reads it
os.environ["LANGSMITH_TRACING"] = "false"  # else prompts could leave the machine

# In CI always the same examples: a new fault is for who looks for one, and not for who lands something else.
hypothesis.settings.register_profile("shared machine", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("shared machine")

Add = Callable[..., Added]


@pytest.fixture
def embeddings() -> WordEmbeddings:
    return WordEmbeddings()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(archive=tmp_path / "archive")


@pytest.fixture
def archive(settings: Settings, embeddings: WordEmbeddings) -> Iterator[Archive]:
    with open_archive(settings, embeddings, create=True) as opened:
        yield opened


@pytest.fixture
def in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings for an archive whose vectors are in memory: the store is a line of the table."""
    monkeypatch.setattr(vector_stores, "STORES", (*vector_stores.STORES, MEMORY))
    return load_settings(archive=tmp_path / "archive", chroma="memory:")


@pytest.fixture
def light_archive(in_memory: Settings, embeddings: WordEmbeddings) -> Iterator[Archive]:
    """An archive without Chroma, which opens far faster."""
    with open_archive(in_memory, embeddings, create=True) as opened:
        yield opened


def article(text: str, title: str = "A title", address: str = "https://daily.example/a", **more: object) -> Article:
    """An article with only what a test is about."""
    return Article(title=title, text=text, address=address, url=address, **more)  # type: ignore[arg-type]


def add(archive: Archive, *articles: Article) -> Added:
    """Add them as the ingester does."""
    return archive.add(articles, lambda a: passage_spans(a, archive.embeddings))


STORY = (
    "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said.\n\n"
    "Captain Mira Holt told the inquiry that the bow door had failed. “We had no warning,” she said.\n\n"
    "The minister for transport, Oto Lind, ordered every ferry of the line to stay in port until March."
)


def stories(count: int) -> Sequence[Article]:
    """Different articles, one a day, from two outlets."""
    return [
        article(
            f"Council number {i} met in Town{i} on its first day. It voted {i + 10} to {i} for the new bridge.\n\n"
            f"Mayor Name{i} of Town{i} said the bridge over the River{i} would cost {i}00 million crowns.",
            title=f"Town{i} votes for a bridge",
            address=f"https://paper{i % 2}.example/{i}",
            source=f"Paper {i % 2}",
            published=f"2026-01-{i % 28 + 1:02d}",
        )
        for i in range(count)
    ]


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture
def chroma(tmp_path: Path, unused_port: int) -> Iterator[Chroma]:
    server = Chroma(tmp_path / "chroma", unused_port)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def samples_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot with the samples and the bundled embedding model. Whoever changes its archive needs another one."""
    with open_archive(load_settings(archive=tmp_path_factory.mktemp("samples")), create=True) as opened:
        ingest(read([samples_folder()]), ArchiveSink(opened))
        yield Bot(opened)


@pytest.fixture(scope="session")
def samples_address(samples_bot: Bot) -> Iterator[str]:
    """That of a server of it."""
    with served(create_app(samples_bot, routers=mcp_routers(samples_bot), hosts=("127.0.0.1", "localhost"))) as address:
        yield address


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """What is collected stays, a million objects: Python went through all of them 36 times meanwhile, in 8 s of 31."""
    gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """From here on it looks for what tests leave, and not through what was there before them, which took 1 s a time."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Tests that are coroutines, as some of LangChain's standard ones are, run apart."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    run_apart(lambda: pyfuncitem.obj(**arguments))
    return True


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    let_go_of_apps()
