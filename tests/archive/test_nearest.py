"""The passages nearest in meaning: by the index, and where few texts are in question by comparing each."""

from __future__ import annotations

import pytest

from ragbot.archive import clock, nearest
from ragbot.archive.archive import Archive
from ragbot.archive.nearest import Nearest
from ragbot.archive.tables import Scope
from ragbot.types import Window
from tests.conftest import add, article

SANK, RAIN, BUDGET = "The ferry sank off Orm.", "It rained in Sund.", "Parliament passed the budget."


@pytest.fixture
def filled(archive: Archive) -> Archive:
    days = ("2026-03-01", "2026-03-02", "2026-03-03")
    for day, text in zip(days, (SANK, RAIN, BUDGET), strict=True):
        add(archive, article(text, address=f"https://daily.example/{day}", published=day))
    return archive


def ids(archive: Archive, question: str, limit: int = 9, scope: Scope | None = None) -> list[str]:
    found = archive.nearest(archive.embeddings.encode([question])[0], limit, scope or Scope())
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    return [hit.article_id for hit, _ in found]


def id_on(day: str) -> str:
    return article("", address=f"https://daily.example/{day}").id


def test_the_nearest_passage_comes_first(filled: Archive) -> None:
    assert ids(filled, "ferry sank")[0] == id_on("2026-03-01")
    assert ids(filled, "parliament budget")[0] == id_on("2026-03-03")
    assert len(ids(filled, "ferry sank")) == 3
    assert len(ids(filled, "ferry sank", limit=1)) == 1


def test_an_empty_archive_has_none(archive: Archive) -> None:
    assert ids(archive, "ferry") == []


def test_only_the_scope_is_searched(filled: Archive) -> None:
    scope = Scope(Window("2026-03-02", "2026-03-02"))
    assert ids(filled, "ferry sank", scope=scope) == [id_on("2026-03-02")]
    assert ids(filled, "ferry sank", scope=Scope(Window("2027-01-01", None))) == []


def test_what_the_index_does_not_bring_is_compared_one_by_one(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope(Window("2026-03-02", "2026-03-02"))
    assert ids(filled, "ferry sank", limit=1, scope=scope) == [id_on("2026-03-02")]
    monkeypatch.setattr(nearest, "EXACT", 0)  # too wide for that
    assert ids(filled, "ferry sank", limit=1, scope=scope) == []


def test_what_nobody_may_read_is_not_found(filled: Archive) -> None:
    filled.set_state(id_on("2026-03-01"), "retracted", "invented")
    assert id_on("2026-03-01") not in ids(filled, "ferry sank")


def test_cosines_are_those_of_the_texts_that_have_an_embedding(filled: Archive) -> None:
    vector = filled.embeddings.encode(["ferry sank"])[0]
    (best, cosine), *_ = filled.nearest(vector, 9, Scope())
    found = filled.cosines_of(vector, [best.text_id, 10**6])
    assert list(found) == [best.text_id]
    assert found[best.text_id] == pytest.approx(cosine, abs=1e-3)
    assert filled.cosines_of(vector, []) == {}


def test_a_superseded_text_is_found_as_of_its_time_alone(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, text in (("2026-03-01", SANK), ("2026-03-02", "A bridge opens.")):
        monkeypatch.setattr(clock, "now", lambda day=day: f"{day}T08:00:00Z")
        add(archive, article(text))
    vector = archive.embeddings.encode([SANK])[0]
    ((then, cosine),) = archive.nearest(vector, 9, Scope(as_of="2026-03-01T09:00:00Z"))
    ((now, _),) = archive.nearest(vector, 9, Scope())
    assert (then.version, now.version) == (1, 2)
    assert archive.cosines_of(vector, [then.text_id])[then.text_id] == pytest.approx(cosine, abs=1e-3)


def test_another_model_has_no_vectors(filled: Archive) -> None:
    other = Nearest(filled._ledger, filled._vectors, "another model")
    assert other.cosines_of(filled.embeddings.encode([SANK])[0], [1, 2, 3]) == {}
