"""The target of a request, and what came: what counts as there, and what the refusals carry."""

from __future__ import annotations

import pytest

from ingest.fetch.fetched import Fetched, QuietError, RefusedError, Target
from ingest.records.record import MAX_ARTICLE_BYTES, SourceError


@pytest.mark.parametrize(
    ("status", "is_there"),
    [(199, False), (200, True), (204, True), (299, True), (300, False), (304, True), (404, False), (503, False)],
)
def test_a_page_is_there_when_it_came_or_is_unchanged(status: int, is_there: bool) -> None:
    assert Fetched("https://news.example/a", None, status, "", "", b"").is_there == is_there


def test_a_target_is_a_page_that_a_machine_wants() -> None:
    target = Target("https://news.example/a")
    assert (target.by_hand, target.public_only, target.etag, target.last_modified) == (False, False, "", "")
    assert target.most_bytes == MAX_ARTICLE_BYTES
    assert target.accept.startswith("text/html")


def test_a_refusal_has_its_rules_and_a_quiet_server_its_seconds() -> None:
    refused = RefusedError("its publisher does not want machines to use it", ["robots.txt", "noai"])
    quiet = QuietError("wants to be left alone", 60.0)
    assert (str(refused), refused.words) == (
        "its publisher does not want machines to use it",
        ("robots.txt", "noai"),
    )
    assert (str(quiet), quiet.seconds) == ("wants to be left alone", 60.0)
    assert isinstance(refused, SourceError)
    assert isinstance(quiet, SourceError)
