"""The words of the archive's full text: which there are, in how many articles, and how those write them."""

from __future__ import annotations

import pytest

from ragbot.archive.archive import Archive
from ragbot.archive.vocabulary import SHOWN, Vocabulary
from tests.conftest import add, article


@pytest.fixture
def filled(archive: Archive) -> Archive:
    texts = ("The Grey Linnet sank.", "Grey Linnets were seen, and a linnet of grey.", "It rained.")
    add(archive, *(article(text, f"Story {i}", f"https://daily.example/{i}") for i, text in enumerate(texts)))
    return archive


@pytest.mark.parametrize(
    ("prefix", "terms"), [("linn", {"linnet": 2}), ("rain", {"rain": 1}), ("zz", {}), ("stor", {"stori": 3})]
)
def test_terms_are_stems_with_the_number_of_their_articles(filled: Archive, prefix: str, terms: dict[str, int]) -> None:
    assert Vocabulary(filled._ledger).terms(prefix) == terms


@pytest.mark.parametrize(
    ("words", "count"), [("linnet", 2), ("grey linnet", 2), ("linnet grey", 0), ("rained", 1), ("gull", 0)]
)
def test_articles_hold_a_word_or_words_in_a_row(filled: Archive, words: str, count: int) -> None:
    assert len(Vocabulary(filled._ledger).holding(words)) == count


def test_texts_are_those_of_the_articles_with_their_titles(filled: Archive) -> None:
    vocabulary = Vocabulary(filled._ledger)
    assert vocabulary.texts("rained") == ["Story 2\nIt rained."]
    assert vocabulary.texts("gull") == []


def test_only_a_few_of_many_texts_are_shown(archive: Archive) -> None:
    many = [article(f"It sank {i}.", address=f"https://daily.example/{i}") for i in range(SHOWN + 3)]
    add(archive, *many)
    texts = Vocabulary(archive._ledger).texts("sank")
    assert len(texts) == SHOWN
    assert any(f"It sank {SHOWN + 2}." in text for text in texts)  # the newest


def test_what_is_looked_up_stays_until_there_is_a_new_one(filled: Archive) -> None:
    vocabulary = Vocabulary(filled._ledger)
    assert vocabulary.holding("gull") == frozenset()
    add(filled, article("A gull.", address="https://daily.example/gull"))
    assert vocabulary.holding("gull") == frozenset()
    assert len(Vocabulary(filled._ledger).holding("gull")) == 1
