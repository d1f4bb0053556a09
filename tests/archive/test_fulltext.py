"""Full text finds by words, whatever their case, ending and accents, and takes a question as words only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, literal_column, select

from ragbot.archive import fulltext
from ragbot.reading.words import terms_of

TEXTS = (
    (1, "Ferry sinks", "The Grey Gull sank off Port Anders. Nine people died."),
    (2, "Budget passed", "Parliament announced a budget. The ferry line gets nothing."),
    (3, "Ministre à Paris", "Dovilė Šakalienė visited Paris with the crew of a ferry, a ferry, a ferry."),
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connected:
        fulltext.create(connected)
        fulltext.add(connected, TEXTS)
        yield connected
    engine.dispose()


def ids_of(connection: Connection, terms: Sequence[str], limit: int, **among: Any) -> list[int]:
    found = fulltext.search(connection, terms, limit, **among)
    assert list(found.values()) == sorted(found.values(), reverse=True), "best first"
    return list(found)


def test_a_word_finds_the_texts_that_have_it_best_first(connection: Connection) -> None:
    assert ids_of(connection, ["gull"], 10) == [1]
    assert ids_of(connection, ["ferry"], 10)[0] == 3  # has it three times
    assert set(ids_of(connection, ["ferry"], 10)) == {1, 2, 3}
    assert len(ids_of(connection, ["ferry"], 2)) == 2


def test_any_of_the_words_is_enough_and_a_rare_one_counts_more(connection: Connection) -> None:
    assert ids_of(connection, ["ferry", "budget"], 10)[0] == 2


def test_a_word_is_found_in_the_title(connection: Connection) -> None:
    assert ids_of(connection, ["ministre"], 10) == [3]


@pytest.mark.parametrize("asked", ["announces", "ANNOUNCED", "announcing"])
def test_case_and_ending_do_not_matter(connection: Connection, asked: str) -> None:
    assert ids_of(connection, terms_of(asked), 10) == [2]


@pytest.mark.parametrize("asked", ["Sakaliene", "šakalienė", "SAKALIENE"])
def test_accents_do_not_matter(connection: Connection, asked: str) -> None:
    assert ids_of(connection, terms_of(asked), 10) == [3]


def test_a_search_can_be_held_to_some_texts(connection: Connection) -> None:
    assert ids_of(connection, ["ferry"], 10, among=select(literal_column("2", type_=None))) == [2]


def test_words_that_stand_side_by_side_are_found_so(connection: Connection) -> None:
    fulltext.add(connection, [(7, "", "A gull was grey."), (8, "", "A Grey Gull, they said.")])
    found = ids_of(connection, ["grey gull"], 10)
    assert 8 in found
    assert 7 not in found
    assert ids_of(connection, ["they", "grey gull"], 10)[0] == 8


def test_which_articles_have_which_of_the_words(connection: Connection) -> None:
    found = fulltext.having(connection, ["ferry", "gull", "zeppelin"], [1, 2])
    assert sorted(found) == [("ferry", 1), ("ferry", 2), ("gull", 1)]
    assert fulltext.having(connection, ["ferry"], []) == fulltext.having(connection, [], [1]) == []


def test_no_words_find_nothing(connection: Connection) -> None:
    assert ids_of(connection, [], 10) == []


def test_texts_that_have_a_word_are_counted(connection: Connection) -> None:
    assert fulltext.counts(connection, ["ferry", "gull", "zeppelin"]) == {"ferry": 3, "gull": 1, "zeppelin": 0}


def test_a_cleared_index_is_empty_and_takes_texts_again(connection: Connection) -> None:
    fulltext.clear(connection)
    assert ids_of(connection, ["ferry"], 10) == []
    fulltext.add(connection, TEXTS[:1])
    assert ids_of(connection, ["ferry"], 10) == [1]


def test_a_text_that_was_taken_out_is_not_found_and_the_others_are(connection: Connection) -> None:
    fulltext.remove(connection, TEXTS[1:2])
    assert ids_of(connection, ["budget"], 10) == []
    assert set(ids_of(connection, ["ferry"], 10)) == {1, 3}
    assert fulltext.counts(connection, ["ferry"]) == {"ferry": 2}


@pytest.mark.parametrize(
    "asked",
    ['"', "title: gull", "gull*", "NEAR(gull anders)", "gull AND -anders", "^gull", "{gull}", "'; DROP TABLE x"],
)
def test_the_query_language_of_sqlite_is_only_words_in_a_question(connection: Connection, asked: str) -> None:
    found = ids_of(connection, terms_of(asked), 10)
    assert found == ([1] if "gull" in asked else [])


@given(st.text(max_size=60))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_breaks_the_search(connection: Connection, asked: str) -> None:
    found = ids_of(connection, terms_of(asked), 10)
    assert set(found) <= {1, 2, 3}
    assert all(count <= 3 for count in fulltext.counts(connection, terms_of(asked)).values())
