"""A client of an app whose bot only pretends, and a real server over the sample articles."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient

from ingest.commands.take_in import samples_folder
from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.sources.files import read
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive, open_archive
from ragbot.operations.server import Server
from ragbot.settings import load_settings
from tests.api.fake_bot import FakeBot, app_of


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def client(bot: FakeBot) -> Iterator[TestClient]:
    with TestClient(app_of(bot), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def no_proxy() -> Iterator[None]:
    """None of the environment's comes between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(load_settings(archive=tmp_path_factory.mktemp("openai")), create=True) as archive:
        assert ingest(read([samples_folder()]), ArchiveSink(archive)).added
        yield archive


@contextmanager
def serving(bot: Bot) -> Iterator[str]:
    """The address of a real server that answers under one name."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        server = Server(create_app(bot, hosts=("127.0.0.1",)))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="session")
def address(samples: Archive) -> Iterator[str]:
    with serving(Bot(samples)) as address:
        yield address
