"""The words of a question: which tell what it is after, and when two are the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.words import MAX_TERMS, STOP_WORDS, beginning, pairs_of, stem, stems, terms_of


def test_terms_are_the_words_of_a_question_once_in_order_without_stop_words() -> None:
    assert terms_of("What did the Ferry's captain say about the ferry, in 2026?") == ["ferry", "captain", "2026"]


def test_pairs_are_words_side_by_side_of_which_neither_is_a_stop_word() -> None:
    assert pairs_of("Did the Grey Gull of Holm sink, grey gull?") == ["grey gull", "holm sink", "sink grey"]
    assert pairs_of("who is it") == []
    assert len(pairs_of(" ".join(f"word{i}" for i in range(200)))) == MAX_TERMS


def test_a_question_of_stop_words_has_no_terms() -> None:
    assert terms_of("Who is it, and why didn't they?") == []
    assert terms_of(" ".join(STOP_WORDS)) == []


def test_possessives_and_contractions_may_lack_their_apostrophe() -> None:
    assert terms_of("whos the owner, and whats twitters price? dont tell") == ["owner", "twitters", "price"]
    assert stem("twitters") == stem("twitter")
    assert stem("nasas") == stem("NASA")


def test_a_long_question_has_a_bounded_number_of_terms() -> None:
    assert len(terms_of(" ".join(f"word{i}" for i in range(200)))) == MAX_TERMS


@given(st.text(max_size=80))
def test_a_term_is_a_single_word(question: str) -> None:
    assert all(term and not any(c.isspace() or c in '"*^:(){}' for c in term) for term in terms_of(question))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("announced", "announces"),
        ("negotiations", "negotiator"),
        ("Šakalienė", "sakaliene"),
        ("ferry", "Ferrys"),
        ("ferry", "ferries"),
        ("movie", "movies"),
        ("study", "studied"),
        ("ß", "ss"),
        ("harbours", "Harbor"),
        ("theatre", "theaters"),
        ("organised", "organized"),
    ],
)
def test_two_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("ferry", "fervent"), ("1998", "1999"), ("渡轮", "渡口")])
def test_two_words_have_two_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["ferry", "ferries", "ferryman", "Ferryboats"])
def test_a_stem_begins_all_words_of_it_however_its_end_is_written(word: str) -> None:
    assert re.match(beginning(stem("ferry")), word.casefold())
    assert not re.match(beginning(stem("ferry")), f"a{word}")


@pytest.mark.parametrize("word", ["harbour", "Harbours", "harbor", "harboring"])
def test_a_stem_begins_words_in_either_spelling(word: str) -> None:
    assert re.match(beginning(stem("harbour")), word.casefold())


def test_the_stems_of_a_text_are_those_of_its_words() -> None:
    assert stems("The ferries, crew of 1998.") == {"the", "ferri", "crew", "of", "1998"}
