"""What a question wants to know: its words that matter, what each is worth, and the form that its answer has."""

from __future__ import annotations

import re

import pytest

from ragbot.answering.question_terms import QuestionTerms, read_terms, told_words
from ragbot.archive.archive import Archive
from tests.conftest import add, article


@pytest.fixture
def filled(archive: Archive) -> Archive:
    texts = ("The ferry Grey Linnet sank.", "The ferry of Orm is late.", "A ferry crossed.")
    add(archive, *(article(text, address=f"https://daily.example/{i}") for i, text in enumerate(texts)))
    return archive


def terms(**weights: float) -> QuestionTerms:
    return QuestionTerms(weights, frozenset(), None)


def test_a_rare_word_weighs_more(filled: Archive) -> None:
    weights = read_terms("Did the ferry Linnet sink?", filled).weights
    assert weights.keys() == {"ferri", "linnet", "sink"}
    assert weights["linnet"] > weights["ferri"]


def test_words_of_asking_and_of_the_form_do_not_count(filled: Archive) -> None:
    assert read_terms("What is the latest news about the ferry?", filled).weights.keys() == {"ferri"}
    assert read_terms("How much did the ferry cost?", filled).weights.keys() == {"ferri"}
    assert read_terms("What happened?", filled).weights.keys() == {"happen"}  # rather than nothing
    assert read_terms("", filled).weights == {}


def test_names_are_the_words_with_a_capital(filled: Archive) -> None:
    assert read_terms("Did the Grey Linnet sink?", filled).names == {"grei", "linnet"}
    assert read_terms("did the grey linnet sink?", filled).names == frozenset()


@pytest.mark.parametrize(
    ("question", "answers", "no_answer"),
    [
        ("How tall is the tower?", "It is 40 feet high", "It has 40 steps"),
        ("How heavy is the bell?", "It has 40 kg", "It has 40 feet"),
        ("How much prison time did she get?", "She got six years", "She went to prison"),
        ("What is the phone number of the line?", "Call 555-0100", "Call us"),
        ("What is the email address of the line?", "Write to a@b", "Write to us"),
        ("How much did the ferry cost?", "It cost 4 million crowns", "It cost four sailors"),
        ("How much is the ferry?", "It is $4", "It is new"),
        ("What did the mayor die of?", "He died of pneumonia", "He died on Monday"),
        ("How old is the mayor?", "He is 71", "He is old"),
        ("How many drowned?", "Nine drowned", "Many drowned"),
        ("recipe for fish soup", "Add a teaspoon of salt", "She cooks soup"),
        ("weather in Farlow tomorrow", "Rain is likely", "Nobody knows"),
    ],
)
def test_a_question_tells_the_form_of_its_answer(filled: Archive, question: str, answers: str, no_answer: str) -> None:
    form = read_terms(question, filled).form
    assert form
    assert form.search(answers)
    assert not form.search(no_answer)


@pytest.mark.parametrize("question", ["Who sank?", "Did the ferry sink?", "", "How old is it? Who sank?"])
def test_another_question_tells_no_form(filled: Archive, question: str) -> None:
    assert read_terms(question, filled).form is None


def test_a_part_is_of_the_weight_and_all_of_nothing_is_had() -> None:
    both = terms(ferry=1.0, linnet=3.0)
    assert both.share(["linnet"]) == 0.75
    assert both.share([]) == 0.0
    assert both.part(["ferry"], ["ferry"]) == 1.0
    assert terms().share([]) == 1.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Ferry’s door", {"ferri"}),
        ("He died", {"death"}),  # of one family
        ("They were UNFERRY", {"ferri"}),
        ("nothing of it", set()),
        ("", set()),
    ],
)
def test_a_text_has_a_word_itself_or_one_of_its_family_or_denied(text: str, words: set[str]) -> None:
    assert told_words(text, QuestionTerms({"ferri": 1.0, "death": 1.0}, frozenset(), re.compile(""))) == words
