"""The app with every route that its description has, over a real archive; nothing in it leaves the machine."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from fastapi import FastAPI

from ingest.formats.format import Parsers
from ingest.http.articles import router
from ingest.records.record import IsOver, Raw, SourceError
from ingest.sources.discovery import Candidate
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.keyring import Keyring
from ragbot.api.login import Codes, login_routes
from ragbot.archive.archive import Archive

TOKEN = "chosen-by-the-operator"
FEED = "https://news.example/feed"
"""The one address that is there."""


def app_of(archive: Archive, hosts: Sequence[str] = (), **options: Any) -> FastAPI:
    """With a keyring, which `options` are for."""
    ring = Keyring(archive.keys, TOKEN, is_chosen=True, **options)
    routers = [login_routes(Codes(), ring), router(archive, TOKEN, _page, _candidates)]
    return create_app(Bot(archive), routers=routers, hosts=hosts, keyring=ring, deeds=archive.deeds)


def _page(url: str, pages: Parsers, is_over: IsOver) -> Generator[Raw]:
    yield Raw(url, None, "cannot be reached")


def _candidates(url: str, is_over: IsOver) -> list[Candidate]:
    if url != FEED:
        raise SourceError("cannot be reached")
    return [Candidate("feed", url, "News")]
