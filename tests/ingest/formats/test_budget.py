"""The budget of an archive: too many files or bytes end it, and it says why."""

from __future__ import annotations

from io import BufferedReader, BytesIO

import pytest

from ingest.formats import budget
from ingest.formats.budget import Budget
from ingest.formats.stream import Stream
from ingest.records.record import IsOver, SourceError, never


def budget_of(size: int, most: int | None = None, is_over: IsOver = never) -> Budget:
    """The budget of an archive of which so many bytes were read."""
    stream = Stream(BufferedReader(BytesIO(b"")), most)
    stream.took(size)
    stream.is_over = is_over
    return Budget(stream)


def test_a_file_too_many_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_FILES", 2)
    spent = budget_of(10)
    spent.count()
    spent.count()
    assert (spent.files, spent.reason) == (2, "")
    with pytest.raises(SourceError, match=r"^holds over 2 files; the rest was not read. Split it$"):
        spent.count()
    assert spent.reason == "holds over 2 files; the rest was not read. Split it"


def test_bytes_are_bounded_by_those_that_were_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_BARREN", 0)
    spent = budget_of(10)
    spent.spend(400)
    spent.spend(600)
    with pytest.raises(SourceError, match=r"^unpacks to over 100 times its size; the rest was not read"):
        spent.spend(1)
    assert spent.reason.endswith("Unpack it yourself")


def test_a_small_archive_may_unpack_to_as_much_as_a_file_without_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_BARREN", 5_000)
    spent = budget_of(1)
    spent.spend(5_000)
    with pytest.raises(SourceError, match="unpacks to over"):
        spent.spend(1)


def test_a_limit_of_the_stream_is_one_of_all_that_it_unpacks_to() -> None:
    spent = budget_of(10, most=2_000_000)
    spent.spend(2_000_000)
    with pytest.raises(SourceError, match=r"^holds over 2 MB; the rest was not read. Split it$"):
        spent.spend(1)


def test_it_ends_when_nobody_waits_any_more() -> None:
    with pytest.raises(SourceError, match="was stopped"):
        budget_of(10, is_over=lambda: True).spend(1)
