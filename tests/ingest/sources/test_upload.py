"""A file that came over the network: its bytes are read as on disk, and its name is only a name."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from ingest.formats.parsers import SharedParsers
from ingest.records.record import Raw, SourceError
from ingest.sources.upload import LONGEST_NAME, check_name, read_upload

PARSERS = SharedParsers()
LINES = b"".join(json.dumps({"title": f"Vote {n}", "text": "Halmere votes."}).encode() + b"\n" for n in range(3))


def uploaded(name: str, data: bytes, **more: Any) -> list[Raw]:
    return list(read_upload(name, data, PARSERS, **more))


@pytest.mark.parametrize("name", ["news.jsonl", "news.jsonl.gz", "C:\\news\\a.txt", "/srv/a.md", "a.unknown", "..a"])
def test_a_name_under_which_news_may_come_is_taken(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", "news/", "a\\..", " ", "\u200b"])
def test_a_file_without_a_name_is_not(name: str) -> None:
    with pytest.raises(SourceError, match=r"^A file without a name is not read; these are read: \.txt \.md"):
        check_name(name)


def test_a_name_that_says_that_it_holds_no_news_is_refused_with_what_is_read() -> None:
    with pytest.raises(SourceError, match=r"^a\.doc .*; these are read: \.txt \.md") as caught:
        check_name("/srv/news/a.doc")
    assert "/srv" not in str(caught.value)


def test_each_article_has_its_origin_and_how_far_the_reading_is() -> None:
    raws = uploaded("/srv/news.jsonl", LINES)
    assert [raw.origin for raw in raws] == ["news.jsonl:1", "news.jsonl:2", "news.jsonl:3"]
    assert all(raw.progress is None or 0 < raw.progress < 1 for raw in raws)


def test_the_reading_of_a_large_file_comes_nearer_to_its_end() -> None:
    line = json.dumps({"text": "Halmere votes. " * 1_000}).encode() + b"\n"
    *progress, last = [raw.progress for raw in uploaded("news.jsonl", line * 60)]
    told = [each for each in progress if each is not None]
    assert told[0] < 0.5
    assert told == sorted(told)
    assert last is None


@pytest.mark.parametrize("data", [LINES, gzip.compress(LINES)], ids=["plain", "packed"])
def test_packed_bytes_are_unpacked_whatever_the_name(data: bytes) -> None:
    assert [raw.record and raw.record["title"] for raw in uploaded("a.jsonl", data)] == ["Vote 0", "Vote 1", "Vote 2"]


def test_articles_of_one_name_are_told_apart_by_their_titles() -> None:
    (one,), (other,) = (uploaded("index.txt", f"{title}\n\nHalmere votes.".encode()) for title in ("Vote", "Storm"))
    assert one.record
    assert other.record
    assert (one.record["_file"], other.record["_file"]) == ("upload:index.txt|Vote", "upload:index.txt|Storm")


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    (raw,) = uploaded(f"begin{'x' * 999}end.txt", b"")
    assert (len(raw.origin), raw.failure) == (LONGEST_NAME, "is empty")
    assert raw.origin.startswith("beginx")
    assert raw.origin.endswith("xend.txt")
    (raw,) = uploaded(f"{'x' * (LONGEST_NAME - 4)}.txt", b"")
    assert "…" not in raw.origin


def test_a_reading_for_which_nobody_waits_ends() -> None:
    (raw,) = uploaded("news.jsonl", LINES, is_over=lambda: True)
    assert "was stopped" in str(raw.failure)
