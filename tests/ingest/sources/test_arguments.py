"""The arguments of the command line: files first, then addresses, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from ingest.fetch.fetcher import Fetcher
from ingest.records.record import Raw
from ingest.sources import arguments
from ingest.sources.arguments import read_arguments


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What files and pages were read."""
    found: list[Any] = []

    def read(paths: Sequence[str]) -> Iterator[Raw]:
        found.append(list(paths))
        yield from (Raw(path, {"text": "Halmere votes."}) for path in paths)

    def read_page(address: str, parsers: object, *, fetcher: object) -> Iterator[Raw]:
        found.append((address, fetcher))
        yield Raw(address, None, "is answered with 404")

    monkeypatch.setattr(arguments, "read", read)
    monkeypatch.setattr(arguments, "read_page", read_page)
    return found


FETCHER = Fetcher()


def origins(*names: str) -> list[str]:
    return [raw.origin for raw in read_arguments(names, FETCHER)]


def test_files_come_first_and_addresses_after_them_once(asked: list[Any]) -> None:
    page, other = "https://news.example/a", "HTTP://news.example/b"
    assert origins(page, "a.txt", other, "-", page) == ["a.txt", "-", page, other]
    assert asked == [["a.txt", "-"], (page, FETCHER), (other, FETCHER)]


@pytest.mark.parametrize("name", ["httpd.log", "ftp://news.example/a", "./https:/a", ""])
def test_what_is_no_web_address_is_a_file(asked: list[Any], name: str) -> None:
    assert origins(name) == [name]
    assert asked == [[name]]


def test_without_files_none_are_read_and_without_anything_nothing(asked: list[Any]) -> None:
    assert origins("https://news.example/a") == ["https://news.example/a"]
    assert [each for each in asked if isinstance(each, list)] == []
    assert origins() == []
