"""Sinks: an archive of this process, and a server that owns one, by what they are handed and what they reply."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from ingest.pipeline.sinks import ArchiveSink, ServerSink
from ingest.records.articles import article_from
from ragbot.archive.archive import Archive
from ragbot.archive.intake import Added
from ragbot.client import Client
from ragbot.errors import ServerError
from tests.conftest import STORY, article

REPLY = {"results": ["added", "unchanged"], "passages": 3, "embedded": 2, "failed": []}


class FakeServer:
    """Keeps what is posted."""

    def __init__(self, **reply: Any) -> None:
        self.posted: list[tuple[str, Any]] = []
        self.reply = REPLY | reply

    def post(self, path: str, body: Any) -> str:
        self.posted.append((path, json.loads(json.dumps(body))))
        return json.dumps(self.reply)


def sink(server: FakeServer) -> ServerSink:
    return ServerSink(cast("Client", server))


def test_an_archive_gets_the_articles_cut_into_passages(archive: Archive) -> None:
    added = ArchiveSink(archive).add([article(STORY), article("It rained.", address="https://daily.example/b")])
    assert added.results == ("added", "added")
    assert added.passages == added.embedded >= 2
    assert ArchiveSink(archive).add([article(STORY)]) == Added(("unchanged",), 0, 0)
    assert ArchiveSink(archive).add([]) == Added((), 0, 0)


def test_a_server_gets_records_that_become_the_same_articles() -> None:
    articles = [article(STORY, source="The Daily", language="en"), article("It rained.", published="2026-03-10")]
    server = FakeServer()
    assert sink(server).add(articles) == Added(("added", "unchanged"), 3, 2)
    ((path, body),) = server.posted
    assert path == "/v1/articles"
    assert [article_from(record, "here")[0].id for record in body["articles"]] == [each.id for each in articles]
    assert article_from(body["articles"][0], "here") == (articles[0], ())


def test_what_a_server_does_not_take_is_an_error_with_its_reason() -> None:
    failed = [{"origin": "articles[1]", "reason": "has no text"}]
    server = FakeServer(results=["added", "failed"], failed=failed)
    with pytest.raises(ServerError, match=r"^The server refused https://daily.example/a or one after it: has no text$"):
        sink(server).add([article(STORY), article("")])
