"""Paths into a record: the value at one, the first that is not empty, and a service's fields by our names."""

from __future__ import annotations

import pytest

from ingest.formats.services.service import Record, Service, at, first, has, string

RECORD = {
    "title": "Dam",
    "empty": "",
    "none": None,
    "list": [{"name": "Mira"}, "Joe"],
    "source": {"name": "Orm", "id": 0},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Dam"), ("source.name", "Orm"), ("source.id", 0), ("list.0.name", "Mira"), ("list.1", "Joe"),
        ("list.2", None), ("list.x", None), ("list.-1", None), ("title.0", None),
        ("no", None), ("source.no.name", None),
        ("none", None), ("", None), ("list.99999999999999999999", None),
    ],
)  # fmt: skip
def test_a_path_leads_to_a_value_or_to_none(path: str, value: object) -> None:
    assert at(RECORD, path) == value
    assert at(None, path) is None


@pytest.mark.parametrize(
    ("paths", "value"),
    [
        (("no", "title"), "Dam"),
        (("empty", "none", "source.name"), "Orm"),
        (("source.id", "title"), 0),
        (("no",), None),
        ((), None),
    ],
)
def test_the_first_that_is_not_empty_counts(paths: tuple[str, ...], value: object) -> None:
    assert first(RECORD, paths) == value
    assert first({"a": [], "b": {}, "c": False}, ("a", "b", "c")) is False


def test_a_string_has_words_in_it() -> None:
    record = {"a": " ", "b": 7, "c": ["x"], "d": " Dam "}
    assert string(record, "a", "b", "c", "d") == " Dam "
    assert string(record, "a", "b") == string(record) == ""


def test_having_is_having_all() -> None:
    assert has("title", "source.id")(RECORD)
    assert has("empty")(RECORD)
    assert not has("title", "none")(RECORD)


def test_a_service_gives_our_names_and_keeps_the_others() -> None:
    service = Service("Orm", has("head"), {"title": ("head", "title"), "text": ("body",)})
    assert service.record({"head": "Dam", "title": "Other", "text": "Own"}) == {
        "head": "Dam",
        "title": "Dam",
        "text": "Own",
    }
    assert service.record({}) == {}


def test_a_service_may_read_a_record_by_itself() -> None:
    def read(fields: Record) -> Record:
        return {"title": fields["head"]}

    assert Service("Orm", has("head"), {"text": ("body",)}, read).record({"head": "Dam", "body": "x"}) == {
        "title": "Dam"
    }
