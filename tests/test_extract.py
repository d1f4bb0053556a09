"""Without a language model the answer is quotes: the sentences that answer, word for word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.articles import clean_text
from ragbot.extract import LONGEST, MOST_QUOTES, Quote, best_quotes
from ragbot.types import Evidence
from tests.conftest import STORY
from tests.evidence import evidence
from tests.fakes import WordEmbeddings


def quotes(question: str, *found: Evidence) -> list[Quote]:
    return best_quotes(question, found, WordEmbeddings())


def quoted(question: str, *texts: str) -> list[str]:
    pieces = [evidence(text, f"article {i}") for i, text in enumerate(texts)]
    return [quote.text for quote in quotes(question, *pieces)]


WHOLE = ["The ferry sank off Port Anders on Monday. ", "He said so to the inquiry. ", "It was the third time – Mira. "]
BROKEN = ["This was on [7] a Monday. ", "[1, 2]", "[ 3 ]", "“", "\n\n", "Ferry sinks\n\n", "Did the ferry sink? "]
PARTS = st.sampled_from([*WHOLE, *BROKEN])
ARTICLES = st.lists(PARTS | st.text(max_size=30), min_size=1, max_size=12).map("".join).map(clean_text).filter(bool)


@given(st.lists(ARTICLES, min_size=1, max_size=3), st.text(max_size=20) | st.just("Where did the ferry sink?"))
def test_a_quote_is_the_text_of_its_article_at_its_span(texts: list[str], question: str) -> None:
    for quote in quotes(question, *map(evidence, texts)):
        assert texts[quote.number - 1][slice(*quote.span)] == quote.text == quote.text.strip() != ""


@given(st.lists(ARTICLES, min_size=1, max_size=3))
def test_no_quote_has_a_bracketed_number_of_the_article(texts: list[str]) -> None:
    found = quotes("Where did the ferry sink on Monday?", *map(evidence, texts))
    assert not any(number in quote.text for quote in found for number in ("[7]", "[1, 2]", "[ 3 ]"))


@given(st.lists(ARTICLES, min_size=1, max_size=3))
def test_there_are_few_quotes_and_no_two_overlap(texts: list[str]) -> None:
    found = quotes("Where did the ferry sink on Monday?", *map(evidence, texts))
    assert len(found) <= MOST_QUOTES
    places = sorted((quote.number, quote.span) for quote in found)
    for (number, span), (next_number, next_span) in pairwise(places):
        assert number != next_number or span[1] <= next_span[0]


@given(ARTICLES, st.data())
def test_a_quote_lies_within_the_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for quote in quotes("Where did the ferry sink?", evidence(text, span=(start, end))):
        assert start <= quote.span[0] < quote.span[1] <= end


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people died?", "Nine people died, the coast guard said."),
        ("What had failed, said Captain Holt?", "Captain Mira Holt told the inquiry that the bow door had failed."),
        (
            "What did the minister for transport order?",
            "The minister for transport, Oto Lind, ordered every ferry of the line to stay in port until March.",
        ),
    ],
)
def test_the_sentence_that_answers_comes_first(question: str, answer: str) -> None:
    assert quoted(question, STORY)[0] == answer


def test_a_sentence_that_tells_what_is_asked_for_beats_one_that_only_has_the_words() -> None:
    texts = ("The library of Anders was opened with speeches.", "The library of Anders was opened in May 1998.")
    assert quoted("When was the library of Anders opened?", *texts)[0] == texts[1]


def test_a_sentence_of_the_better_passage_wins_a_tie() -> None:
    found = [evidence("The ferry sank on Monday night.", "a", score=0.1)]
    found.append(evidence("The ferry sank on Tuesday night.", "b", score=0.9))
    assert quotes("When did the ferry sink?", *found)[0].number == 2


def test_a_sentence_that_two_articles_print_is_quoted_once() -> None:
    said = "The ferry sank off Port Anders on Monday."
    assert quoted("Where did the ferry sink?", said, said) == [said]
    assert quoted("Where did the ferry sink?", said, said.replace("Port Anders on", "Port Anders, on")) == [said]


def test_a_far_weaker_sentence_is_not_quoted() -> None:
    text = "The ferry Grey Gull sank off Port Anders.\n\nParliament spoke about the price of bread all day."
    assert quoted("Where did the ferry Grey Gull sink?", text) == ["The ferry Grey Gull sank off Port Anders."]


@pytest.mark.parametrize(
    "text", ["Where did the ferry sink off Port Anders?", "The ferry sank off Port Anders", "The ferry sank."]
)
def test_questions_headings_and_crumbs_are_not_quoted(text: str) -> None:
    assert quoted("Where did the ferry sink?", text) == []


def test_a_sentence_as_long_as_an_article_is_not_quoted() -> None:
    assert quoted("Where did the ferry sink?", "The ferry sank " + "and sank " * 100 + "off Port Anders.") == []


@pytest.mark.parametrize("number", ["[7]", "[ 7 ]", "[7, 8]", "[7;8]", "[7-9]", "[7–9]", "[7\n]", "[７]"])
def test_a_sentence_with_a_bracketed_number_is_not_quoted(number: str) -> None:
    assert quoted("Where did the ferry sink?", f"The ferry sank off Port Anders {number} on Monday.") == []


def test_a_bracketed_word_may_be_quoted() -> None:
    said = "“The ferry [Grey Gull] sank off Port Anders,” she said."
    assert quoted("Where did the ferry sink?", said) == [said]


def test_he_comes_with_the_sentence_that_names_him() -> None:
    text = "Oto Lind left the cabinet on Monday. He was minister for fisheries and bridges for ten years."
    assert quoted("How long was the minister for fisheries and bridges?", text) == [text]


@pytest.mark.parametrize(
    "before",
    [
        "Oto Lind left the cabinet [7] on Monday. ",
        "Oto Lind left the cabinet on Monday.\n\n",
        "Oto Lind left the cabinet " + "at last " * (LONGEST // 8) + "on Monday. ",
        "",
    ],
)
def test_he_comes_alone_where_the_sentence_before_cannot_come_along(before: str) -> None:
    said = "He was minister for fisheries and bridges for ten years."
    assert quoted("How long was the minister for fisheries and bridges?", before + said) == [said]


def test_he_comes_with_no_sentence_from_before_the_passage() -> None:
    before, said = "Oto Lind left on Monday. ", "He was minister for fisheries for ten years."
    piece = evidence(before + said, span=(len(before), len(before + said)))
    assert [quote.text for quote in quotes("How long was the minister for fisheries?", piece)] == [said]


def test_of_many_good_sentences_the_three_best_are_quoted() -> None:
    texts = [
        f"The ferry Grey Gull sank, the {word}." for word in ("captain said aloud", *"abcde", "whole crew told us")
    ]
    assert len(quoted("Who said that the ferry Grey Gull sank?", *texts)) == MOST_QUOTES


def test_quotes_that_would_overlap_become_one() -> None:
    text = (
        "Lind was minister for ferries until 1999. He was minister for bridges until 2004. He was in office until 2012."
    )
    assert quoted("Until when was the minister in office?", text) == [text]


def test_quotes_of_a_passage_stand_in_its_order() -> None:
    text = "The ferry left in the evening of Monday.\n\nThe ferry Grey Gull was then in the fog."
    question = "Where was the ferry Grey Gull in the evening?"
    assert quoted(question, text) == text.split("\n\n")
    assert quoted(question, *text.split("\n\n")) == text.split("\n\n")[::-1]  # else the better one comes first


def test_nothing_is_quoted_from_no_evidence() -> None:
    assert quotes("Where did the ferry sink?") == []


def test_a_question_of_stop_words_is_no_error() -> None:
    assert all(quote.text in STORY for quote in quotes("Who was it?", evidence(STORY)))


def test_a_correction_is_quoted_with_what_is_right() -> None:
    text = "Correction: A report said that 112 people were on board the ferry. The correct number is 123.\n\nIt rained."
    (quote,) = quoted("How many people were on board the ferry?", text)
    assert quote == text.partition("\n")[0]
