"""Unread fields: a warning names what looks like a date or a text where the article has none."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.records.unread_fields import LONG, MOST_READ, MOST_TOLD, likely_texts, unread


def warning(*read: str, published: str | None = None, **record: Any) -> str:
    return " | ".join(unread(record, read, published))


@pytest.mark.parametrize(
    "field",
    [
        {"publicationDate": "soon"},
        {"date_live": "10 March 2026"},
        {"issued": 1773133920},
        {"time:published": "2026-03-10"},
        {"releasedAt": "?"},
        {"when": "10 March 2026"},  # by its value
    ],
    ids=lambda field: next(iter(field)),
)
def test_a_field_that_looks_like_a_date_is_named(field: dict[str, object]) -> None:
    assert unread(field, (), None) == (f"no date: field {next(iter(field))} was not read",)
    assert unread(field, (), "2026-03-10") == ()
    assert unread(field, tuple(field), None) == ()


@pytest.mark.parametrize(
    "field",
    [
        {"update_count": 3},
        {"sometimes": "now"},
        {"dateline": "HALMERE"},
        {"id": "20260310"},
        {"year": 2026},
        {"released": True},
        {"created": " "},
        {"created": None},
        {"created": 7},
        {"note": "On 10 March 2026 the ferry Grey Linnet left Halmere with nobody on board."},
        {"_issued": "10 March 2026"},
        {},
    ],
)
def test_any_other_field_is_not(field: dict[str, object]) -> None:
    assert unread(field, (), None) == ()


def test_fields_of_an_object_have_its_name_before_them() -> None:
    assert warning(meta={"issued": "soon", "n": 1}) == "no date: field meta.issued was not read"
    assert warning("meta.issued", meta={"issued": "soon"}) == ""
    assert warning(meta={"issued": "soon"}, when="10 March 2026").endswith("fields meta.issued, when were not read")


def test_the_first_fields_are_named() -> None:
    names = [f"date_{n}" for n in range(MOST_TOLD + 1)]
    told = warning(**dict.fromkeys(names, "soon"))
    assert told == f"no date: fields {', '.join(names[:-1])} were not read"
    assert unread({**{f"x{n}": 1 for n in range(MOST_READ)}, "issued": "soon"}, (), None) == ()


def test_a_name_cannot_reorder_a_terminal_and_is_shortened() -> None:
    (told,) = unread({"date \x1b[2J\u202e" + "x" * 99: "soon"}, (), None)
    assert told.startswith("no date: field date [2Jx")
    assert len(told) < 100


def test_fields_that_look_like_a_text_are_named() -> None:
    assert likely_texts({}) == ""
    assert likely_texts({"body_text": "The ferry left Halmere."}) == "field body_text was"
    assert likely_texts({"storyText": "The ferry left Halmere.", "x": "y" * (LONG + 1)}) == "fields storyText, x were"
    assert likely_texts({"paragraphs": ["The ferry left", "Halmere today."]}) == "field paragraphs was"
    assert likely_texts({"inner": {"content": "The ferry left Halmere."}}) == "field inner.content was"


@pytest.mark.parametrize(
    "field",
    [
        {"text": "Too short"},
        {"content": 12345678901234567890123},
        {"context": "The ferry left Halmere."},
        {"x": "y" * LONG},
        {"body": [1, 2, 3]},
        {"body": " " * 300},
        {"_text": "The ferry left Halmere."},
    ],
)
def test_any_other_is_no_text(field: dict[str, object]) -> None:
    assert likely_texts(field) == ""
