"""Sinks for articles: an archive that this process owns, or the server that owns it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.records.articles import record_of
from ingest.records.passages import passage_spans
from ragbot.archive.archive import Archive
from ragbot.archive.intake import Added
from ragbot.client import Client
from ragbot.errors import ServerError
from ragbot.types import Article


class Sink(Protocol):
    """A sink for articles: an archive that this process owns, or the server that owns it."""

    def add(self, articles: Sequence[Article]) -> Added:
        """Add the articles, whose ids differ; return the result of each."""


@dataclass(frozen=True, slots=True)
class ArchiveSink:
    """Puts articles into an archive of this process."""

    archive: Archive

    def add(self, articles: Sequence[Article]) -> Added:
        return self.archive.add(articles, lambda article: passage_spans(article, self.archive.embeddings))


@dataclass(frozen=True, slots=True)
class ServerSink:
    """Hands articles over to the server that owns the archive."""

    server: Client

    def add(self, articles: Sequence[Article]) -> Added:
        """Hand the articles over. Raises ServerError when the server does not take them all."""
        reply = json.loads(self.server.post("/v1/articles", {"articles": [record_of(article) for article in articles]}))
        if "failed" in reply["results"]:
            raise ServerError(
                f"The server refused {articles[0].address} or one after it: {reply['failed'][0]['reason']}"
            )
        return Added(tuple(reply["results"]), reply["passages"], reply["embedded"])
