"""JSON and JSON lines: one article, several, or one on each line; what is none of these says at which line and why."""

from __future__ import annotations

import json

import pytest

from ingest.formats import jsonl
from ingest.formats.jsonl import JSON, read_json, read_lines
from ingest.records.record import Raw, SourceError
from tests.formats import read

ONE, TWO = {"text": "One."}, {"text": "Two."}


def failures(raws: list[Raw]) -> list[str | None]:
    return [raw.failure for raw in raws]


@pytest.mark.parametrize(
    ("data", "origins"),
    [
        (json.dumps(ONE, indent=1), ["a.json"]),
        (json.dumps([ONE, TWO]), ["a.json#1", "a.json#2"]),
        (json.dumps({"articles": [ONE]}), ["a.json#1"]),
        ('{"text": "One."}\n\n{"text": "Two."}', ["a.json:1", "a.json:3"]),
        ('\ufeff{"text": "One."}\n{"text": "Two."}', ["a.json:1", "a.json:2"]),
        ('{"text": "One."}', ["a.json"]),
    ],
    ids=["one", "a list", "of a service", "lines", "lines with a mark", "one line"],
)
def test_a_file_holds_one_article_or_several_or_lines(data: str, origins: list[str]) -> None:
    found = read(data.encode(), "a.json")
    assert [raw.origin for raw in found] == origins
    assert [raw.record and raw.record["text"] for raw in found] == ["One.", "Two."][: len(origins)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_a_file_of_json_may_be_in_another_encoding(encoding: str) -> None:
    (raw,) = read('{"text":\n "Größe der Städte, Straßen und Brücken für den Präsidenten"}'.encode(encoding), "a.json")
    assert raw.record
    assert str(raw.record["text"]).startswith("Größe der Städte")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "is not JSON: Expecting property name enclosed in double quotes: line 1"),
        (b'{"text":\n\n\n ?}', "is not JSON: Expecting value: line 4 column 2"),
        (b"[" * 100_000, "is JSON nested too deeply to be an article"),
        (b"7", "is a JSON int, where an object with the article's fields belongs"),
        (b'"a"', "is a JSON str, where"),
    ],
    ids=["cut", "at line 4", "deep", "a number", "a string"],
)
def test_what_is_no_json_of_articles_says_where_and_why(data: bytes, reason: str) -> None:
    (failure,) = failures(read(data, "a.json"))
    assert str(failure).startswith(reason)


def test_a_file_that_is_too_long_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_ARTICLE_BYTES", 100)
    (failure,) = failures(read(json.dumps([ONE] * 50).encode(), "a.json"))
    assert "write it as JSON lines (.jsonl), one article on each line" in str(failure)


def test_a_bad_line_is_a_failure_and_the_reading_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_ARTICLE_BYTES", 1_000)
    deep, long = b"[" * 900, b'{"text": "' + b"a" * 1_000 + b'"}'
    lines = [b'{"text": "One."}', b"{broken", b"[1]", b'{"text": "caf\xe9"}', deep, long, b'{"text": "Two."}']
    found = read(b"\r\n".join(lines), "a.jsonl")
    assert [raw.origin for raw in found] == [f"a.jsonl:{number}" for number in range(1, 8)]
    reasons = failures(found)
    assert reasons[0] is reasons[6] is None
    for reason, part in zip(
        reasons[1:6], ("is not JSON", "is a JSON list", "is not UTF-8", "is not JSON", "10 MB"), strict=True
    ):
        assert part in str(reason)


def test_a_line_may_hold_several_articles() -> None:
    line = json.dumps({"articles": [ONE, TWO]}).encode()
    assert [raw.origin for raw in read(line, "a.jsonl")] == ["a.jsonl:1#1", "a.jsonl:1#2"]


def test_too_many_bad_lines_in_a_row_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MOST_BAD", 3)
    good, bad = b'{"text": "One."}\n', b"x\n"
    assert len(read(good + (bad * 2 + good) * 3, "a.jsonl")) == 10
    *_, last = read(good + bad * 3 + good, "a.jsonl")
    assert last.failure == "has 3 bad lines in a row; the rest was not read. Is it the right file?"


def test_readers_raise_what_ends_a_file() -> None:
    class Broken:
        broken = "is cut off"

        def lines(self):
            yield 1, b'{"text":'

    with pytest.raises(SourceError, match=r"^is cut off$"):
        list(read_json(Broken(), "a.json"))  # type: ignore[arg-type]
    assert list(read_lines([], Broken(), "a.jsonl")) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("head", "is_likely"),
    [
        *((head, True) for head in (b"{", b"\xef\xbb\xbf {", b"[\n {", b"[]", b"[[1", '{"a": 1}'.encode("utf-16"))),
        *((head, False) for head in (b"", b"[", b"[Removed] by", b"[1, 2]", b"A {text}", b"<p>")),
    ],
    ids=str,
)
def test_it_is_likely_by_its_first_bytes(head: bytes, is_likely: bool) -> None:
    assert JSON.is_likely(head) is is_likely
