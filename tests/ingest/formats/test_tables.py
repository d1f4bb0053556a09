"""Tables of articles: rows become records, whatever separates and encodes them."""

from __future__ import annotations

import csv
import io

import pytest

from ingest.formats import tables
from ingest.records.record import MAX_ARTICLE_BYTES
from tests.formats import read

STORY = (
    "The council of Ostvale passed its budget on Sunday.\n\nThe debate lasted “nine” hours; it ended at dawn, tired."
)
ROWS = [
    ["Title", "TEXT", "articleBody", "Published", "url", "publication"],
    ["Budget; passed, late", STORY, "", "2026-03-10", "https://daily.example/a", "The Daily"],
    ["", "", "", "", "", ""],
    ["Crane fees", "The harbour raises fees.", "", "2026-03-11", "https://daily.example/b", "The Daily"],
]


def table(separator: str = ",", rows: list[list[str]] = ROWS) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", ""])
def test_a_row_is_an_article_with_the_fields_of_the_first_line(separator: str, encoding: str, name: str) -> None:
    first, second = read(table(separator).encode(encoding), name)
    place = name or "standard input"
    assert (first.origin, second.origin) == (f"{place}:2", f"{place}:6")
    assert first.record
    assert first.record["title"] == "Budget; passed, late"
    assert first.record["text"] == STORY
    assert first.record["published"] == "2026-03-10"
    assert second.record
    assert second.record["text"] == "The harbour raises fees."


def test_a_row_without_text_is_no_article_and_the_next_one_goes_on() -> None:
    rows = [["title", "text"], ["Only a title", ""], ["short"], ["Crane fees", "They rise."], ["a", "b", "c", "d"]]
    assert [raw.record.get("text") for raw in read(table(rows=rows).encode(), "a.csv") if raw.record] == [
        None,
        None,
        "They rise.",
        "b",
    ]


@pytest.mark.parametrize("data", [b"Kopf,Inhalt,Datum\na,b,c\nd,e,f\ng,h,i\n", b"1,2,3\n4,5,6\n7,8,9\n1,2,3\n"])
@pytest.mark.parametrize("name", ["a.csv", ""])
def test_a_table_that_names_no_field_is_refused_and_no_article(data: bytes, name: str) -> None:
    (raw,) = read(data, name)
    assert raw.failure
    assert raw.failure.startswith("is a table whose first line names no field of an article; write there title, text")


@pytest.mark.parametrize(
    "text",
    [
        "Budget passes\n\nThe council, tired, passed it.\nFares rise, libraries open, buses run.\n",
        "Title and text\n\nA title, a text and a date are what an article has.\n",
        "Ann, Bo, Cy\nwere there.\nNobody else, though.\nNot even Di.\n",
    ],
)
def test_prose_with_commas_is_no_table(text: str) -> None:
    (raw,) = read(text.encode())
    assert raw.record


def test_rows_may_end_as_on_old_macs() -> None:
    data = table().replace("\r\n", "\r").encode()
    first, second = read(data, "a.csv")
    assert (first.record or {})["text"] == STORY
    assert (second.origin, (second.record or {})["title"]) == ("a.csv:4", "Crane fees")


def test_a_row_without_an_end_takes_no_more_memory_than_an_article_may() -> None:
    (raw,) = read(b"title,text\ra,b" + b"x" * (3 * MAX_ARTICLE_BYTES), "a.csv")
    assert "is over 10 MB" in (raw.failure or "")


def test_a_field_may_be_as_long_as_an_article() -> None:
    long = "word " * 1_000_000
    (raw,) = read(table(rows=[["title", "text"], ["Long", long]]).encode(), "a.csv")
    assert raw.record
    assert len(str(raw.record["text"])) >= len(long) - 1


def test_a_quotation_mark_that_is_not_closed_ends_it_and_what_came_before_stays() -> None:
    data = table().encode() + b'Open,"The text' + b" and more\n" * (MAX_ARTICLE_BYTES // 8)
    *before, last = read(data, "a.csv")
    assert len([raw for raw in before if raw.record]) == 2
    assert "is a quotation mark not closed?" in str(last.failure)


def test_too_many_rows_that_are_none_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BAD", 100)
    *_, last = read(b"title,text\n" + b",\n" * 200, "a.csv")
    assert last.failure == "has 100 bad rows in a row; the rest was not read. Is it the right file?"
