"""Which versions a reader may see, now and as of then, and which of them a scope lets a search find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, func, insert, select

from ragbot.archive import tables
from ragbot.archive.tables import Scope, articles, passages, versions
from ragbot.types import Window

TEXT = "Ēlina swam. The ferry sank."
WEEK = Window("2026-03-02", "2026-03-06")


@pytest.fixture
def ledger() -> Iterator[Connection]:
    """Empty tables in memory, with the rules that hold among them."""
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA foreign_keys = ON"))
    with engine.connect() as connection:
        tables.tables.create_all(connection)
        yield connection
    engine.dispose()


def put(ledger: Connection, name: str, days: list[str | None], current: int | None = None, **more: Any) -> None:
    """An article with a version for each of these days of publication, seen on the days of March from the 1st on."""
    rows: list[dict[str, Any]] = [
        {
            "article_id": name,
            "number": number,
            "digest": f"{name}{number}",
            "title": "T",
            "authors": [],
            "published": day,
            "seen": f"2026-03-0{number}T12:00:00Z",
            "text": TEXT,
        }
        for number, day in enumerate(days, 1)
    ]
    serial = ledger.execute(select(func.count()).select_from(articles)).scalar_one()
    known = {"id": name, "serial": serial, "source": "Daily", "state": "live", "first_seen": "2026-03-01T12:00:00Z"}
    ledger.execute(insert(articles).values({**known, "current": current, **more}))
    ledger.execute(insert(versions), rows)


def seen(ledger: Connection, join: Any, *conditions: Any) -> set[str]:
    query = select(versions.c.digest).select_from(versions.join(articles, join)).where(*conditions)
    return set(ledger.scalars(query))


def found(ledger: Connection, scope: Scope) -> set[str]:
    return seen(ledger, scope.shown, *scope.conditions())


def test_readers_see_the_current_version_of_what_supports_answers(ledger: Connection) -> None:
    for state in ("live", "corrected", "retracted", "removed"):
        put(ledger, state, [None] * 3, 2, state=state)
    assert seen(ledger, tables.CURRENT) == {"live2", "corrected2"}
    assert seen(ledger, tables.OF_CURRENT) == {"live2", "corrected2", "retracted2", "removed2"}


def test_a_version_on_its_way_in_is_not_whole(ledger: Connection) -> None:
    put(ledger, "a", [None] * 3, 2)
    put(ledger, "new", [None])
    assert seen(ledger, tables.WHOLE) == {"a1", "a2"}
    assert seen(ledger, tables.WHOLE, tables.SUPERSEDED) == {"a1"}
    assert seen(ledger, tables.OF_CURRENT) == {"a2"}


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        ("2026-03-01T11:59:59Z", set()),
        ("2026-03-01T12:00:00Z", {"a1"}),
        ("2026-03-02T11:59:59Z", {"a1"}),
        ("2026-03-02T12:00:00Z", {"a2"}),
        ("2026-03-09T00:00:00Z", {"a2"}),  # the third is not whole yet
    ],
)
def test_as_of_then_the_version_of_then_is_seen(ledger: Connection, moment: str, version: set[str]) -> None:
    put(ledger, "a", [None] * 3, 2)
    put(ledger, "taken-back", [None] * 3, 3, state="retracted")
    assert found(ledger, Scope(as_of=moment)) == version


@pytest.mark.parametrize(
    ("window", "days"),
    [
        (Window(), {"early1", "first1", "last1", "late1", "undated1"}),
        (WEEK, {"first1", "last1"}),
        (Window(since=WEEK.since), {"first1", "last1", "late1"}),
        (Window(until=WEEK.until), {"early1", "first1", "last1"}),
    ],
)
def test_a_window_has_both_its_days_whole_and_nothing_undated(
    ledger: Connection, window: Window, days: set[str]
) -> None:
    put(ledger, "early", ["2026-03-01T23:59:59Z"], 1)
    put(ledger, "first", ["2026-03-02"], 1)
    put(ledger, "last", ["2026-03-06T23:59:59+01:00"], 1)
    put(ledger, "late", ["2026-03-07"], 1)
    put(ledger, "undated", [None], 1)
    assert found(ledger, Scope(window)) == days


def test_a_scope_keeps_to_its_outlets_and_articles(ledger: Connection) -> None:
    for name, source in (("a", "Daily"), ("b", "Tide"), ("c", "Tide")):
        put(ledger, name, [None], 1, source=source)
    assert found(ledger, Scope(sources=("Tide", "Herald"))) == {"b1", "c1"}
    assert found(ledger, Scope(articles=("a", "b"))) == {"a1", "b1"}
    assert found(ledger, Scope(sources=("Tide",), articles=("a", "b"))) == {"b1"}


@pytest.mark.parametrize("scope", [Scope(Window(until="2026-03-06")), Scope(sources=("Daily",)), Scope(as_of="2026")])
def test_only_a_scope_without_any_limit_is_everything(scope: Scope) -> None:
    assert Scope().is_everything
    assert Scope().conditions() == []
    assert not scope.is_everything


def test_only_a_version_that_is_named_in_parts_is_partial(ledger: Connection) -> None:
    put(ledger, "a", [None] * 2, 2)
    ledger.execute(insert(tables.parts).values(article_id="a", number=1))
    rows = ledger.execute(select(versions.c.number, tables.IS_PARTIAL))
    assert {number: bool(partial) for number, partial in rows} == {1: True, 2: False}


def test_a_note_belongs_to_one_version(ledger: Connection) -> None:
    put(ledger, "a", [None] * 2, 2)
    ledger.execute(insert(tables.notes).values(article_id="a", number=2, state="corrected", note="Wrong."))
    noted = select(versions.c.number, tables.notes.c.note).outerjoin(tables.notes, tables.NOTED)
    assert dict(map(tuple, ledger.execute(noted))) == {1: None, 2: "Wrong."}


def test_a_passage_is_cut_from_its_own_version_in_code_points(ledger: Connection) -> None:
    put(ledger, "a", [None] * 2, 2)
    put(ledger, "taken-back", [None], 1, state="retracted")
    ledger.execute(insert(tables.texts).values(id=1, key="k"))
    spans = [("a", 1, 0, 11), ("a", 2, 12, 27), ("taken-back", 1, 0, 11)]
    names = ("article_id", "number", "start", "end")
    ledger.execute(insert(passages), [{**dict(zip(names, span, strict=True)), "text_id": 1} for span in spans])
    cut = ledger.execute(tables.passage_query().order_by(passages.c.article_id, passages.c.number)).all()
    assert [(row.number, row.text, row.title) for row in cut] == [
        (1, "Ēlina swam.", "T"),
        (2, "The ferry sank.", "T"),
        (1, "Ēlina swam.", "T"),
    ]
    for join, count in ((tables.IN_CURRENT, 1), (tables.IN_ANY_CURRENT, 2)):
        assert ledger.execute(select(func.count()).select_from(join)).scalar_one() == count


def test_lists_read_past_no_text(ledger: Connection) -> None:
    assert list(versions.c)[-1] is versions.c.text
    assert {column.name for column in versions.c} - {column.name for column in tables.WITHOUT_TEXT} == {"text"}


def test_what_belongs_to_a_rating_goes_with_it(ledger: Connection) -> None:
    given = {column.name: "" for column in tables.feedback.c if not column.nullable and column.name != "id"}
    ledger.execute(insert(tables.feedback).values({**given, "id": 1}))
    ledger.execute(insert(tables.hearsay).values(feedback_id=1))
    ledger.execute(tables.feedback.delete())
    assert ledger.execute(select(tables.hearsay)).all() == []
