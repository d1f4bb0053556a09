"""Searches of the ledger: passages, vectors, and the articles that have a question's words."""

from __future__ import annotations

import numpy as np
import pytest

from ragbot.archive import search
from ragbot.archive.archive import Archive
from ragbot.archive.search import count_in, frequencies, hits, leads_of, matching, matrix, vectors_in, vectors_of
from ragbot.archive.tables import Scope
from ragbot.errors import ArchiveError
from ragbot.types import Window
from tests.conftest import add, article

DAYS = ("2026-03-01", "2026-03-02", "2026-03-03")
TEXTS = ("The ferry sank off Halmere.", "The ferry was raised.", "It rained in Sund.")
FIRST = Scope(Window("2026-03-01", "2026-03-01"))
MODEL = "words@1"


@pytest.fixture
def filled(light_archive: Archive) -> Archive:
    for day, text in zip(DAYS, TEXTS, strict=True):
        add(light_archive, article(text, address=f"https://daily.example/{day}", source="Daily", published=day))
    return light_archive


def test_hits_are_the_passages_of_the_scope_that_have_a_value(filled: Archive) -> None:
    ledger = filled._ledger
    found = {hit.published: hit for hit in hits(ledger, Scope(), serials=[1, 2, 3, 99])}
    assert sorted(map(str, found)) == list(DAYS)
    one = found["2026-03-01"]
    assert (one.start, one.end, one.source, one.version) == (0, len(TEXTS[0]), "Daily", 1)
    assert hits(ledger, Scope(), ids=[one.text_id]) == hits(ledger, Scope(), keys=[one.key]) == [one]
    assert hits(ledger, FIRST, serials=[1, 2, 3]) == [one]
    assert hits(ledger, Scope(), ids=[]) == []


def test_what_nobody_may_read_is_no_hit(filled: Archive) -> None:
    filled.set_state(article("", address=f"https://daily.example/{DAYS[0]}").id, "retracted")
    assert [hit.published for hit in hits(filled._ledger, FIRST, serials=[1, 2, 3])] == []
    assert count_in(filled._ledger, Scope()) == 2


def test_no_search_gives_more_hits_than_it_may(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_HITS", 2)
    assert len(hits(filled._ledger, Scope(), serials=[1, 2, 3])) == 2


def test_articles_with_a_term_come_with_the_best_first(filled: Archive) -> None:
    found = matching(filled._ledger, ["ferry", "halmere"], 9, Scope())
    assert list(found) == [1, 2]
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert list(matching(filled._ledger, ["ferry"], 9, FIRST)) == [1]
    assert matching(filled._ledger, ["violin"], 9, Scope()) == {}


def test_frequencies_are_those_of_articles(filled: Archive) -> None:
    total, counts = frequencies(filled._ledger, ["ferry", "halmere", "violin"])
    assert total == 3
    assert (counts.get("ferry"), counts.get("halmere"), counts.get("violin", 0)) == (2, 1, 0)


def test_vectors_are_those_of_the_scope_or_of_the_ids_under_the_model(filled: Archive) -> None:
    ids, vectors = vectors_in(filled._ledger, MODEL, Scope())
    assert (len(ids), vectors.shape, str(vectors.dtype)) == (3, (3, 128), "float32")
    some, one = vectors_of(filled._ledger, MODEL, [ids[0], 10**6])
    assert some == ids[:1]
    assert np.array_equal(one, vectors[:1])
    assert vectors_in(filled._ledger, "another", Scope())[0] == []
    assert len(vectors_in(filled._ledger, MODEL, FIRST)[0]) == count_in(filled._ledger, FIRST) == 1


def test_a_lead_is_the_first_passage_of_a_version(filled: Archive) -> None:
    version = (article("", address=f"https://daily.example/{DAYS[0]}").id, 1)
    found = leads_of(filled._ledger, MODEL, [version, ("0" * 32, 1)])
    assert list(found) == [version]
    cosine = found[version] @ filled.embeddings.encode([f"A title\n{TEXTS[0]}"])[0]
    assert cosine == pytest.approx(1, abs=1e-2)
    assert leads_of(filled._ledger, MODEL, []) == {}


def test_bytes_are_a_matrix_with_a_row_each() -> None:
    rows = [np.array(row, "<f4").tobytes() for row in ((1, 0), (0, 0.5))]
    assert matrix(rows).tolist() == [[1, 0], [0, 0.5]]
    assert matrix([np.array([0.5], "<f2").tobytes()], "<f2").dtype == np.float32
    assert matrix([]).shape == (0, 0)


@pytest.mark.parametrize(
    "rows",
    [
        [b""],
        [b"abc"],
        [b"\0" * 8, b"\0" * 4],
        [np.array([np.nan], "<f4").tobytes()],
        [np.array([np.inf], "<f4").tobytes()],
    ],
    ids=["empty", "cut", "of two dimensions", "no number", "without end"],
)
def test_bytes_that_are_no_vectors_are_refused_with_the_way_out(rows: list[bytes]) -> None:
    with pytest.raises(ArchiveError, match=r"embeddings that are none: run 'ragbot rebuild'"):
        matrix(rows)
