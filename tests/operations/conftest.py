"""A small archive for commands that are run in this process."""

from __future__ import annotations

import pytest

from ragbot.archive.archive import open_archive
from ragbot.settings import Settings
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings

FERRY = "Where was it that the ferry Grey Gull sank?"
SUNK = article(STORY, "Ferry sinks off Port Anders", "https://daily.example/ferry", published="2026-01-06")


@pytest.fixture
def folder(in_memory: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """An archive of the words model, with its vectors in memory; every command takes both from here on."""
    monkeypatch.setenv("RAGBOT_CHROMA", in_memory.chroma)
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())
    with open_archive(in_memory, create=True) as archive:
        add(archive, SUNK, *stories(6))
    return str(in_memory.archive)
