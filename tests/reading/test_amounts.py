"""Questions for how many and how much, in the words of the sentence that answers them."""

from __future__ import annotations

import pytest

from ragbot.reading.amounts import LONGEST, amounts
from ragbot.reading.topics import ArticleReading


def asked(text: str) -> list[str]:
    return [question for question, _, _ in amounts(ArticleReading("", text))]


def test_a_question_has_its_topic_and_the_sentence_that_answers_it() -> None:
    sentence = "Nine people died when the ferry sank off Harrow."
    assert list(amounts(ArticleReading("", f"It rained. {sentence}"))) == [
        ("How many people died when the ferry sank off Harrow?", "died when the ferry sank off Harrow", sentence)
    ]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("At least 1,200 ferry workers marched in Harrow on Tuesday.", "How many ferry workers marched in Harrow?"),
        ("About two hundred ships were lost near Harrow.", "How many ships were lost near Harrow?"),
        ("Dozens of villages were lost near Harrow last week.", "How many villages were lost near Harrow?"),
        ("The Harrow bridge cost $4 million.", "How much did the Harrow bridge cost?"),
        ("The Harrow bridge will cost about 41 million crowns, they say.", "How much will the Harrow bridge cost?"),
        ("Harrow Castle costs £40 to enter.", "How much does Harrow Castle cost?"),
        ("A bridge in Harrow would cost nearly €2.", "How much would a bridge in Harrow cost?"),
    ],
)
def test_how_many_and_how_much_are_asked_for(text: str, question: str) -> None:
    assert asked(text) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nine people died when the ferry sank.",  # without a name
        "Nine people died when they reached Harrow.",
        "Nine people died in Harrow, because it rained there and now in Orm.".replace(",", ""),
        "The nine people died in Harrow.",  # does not begin with the number
        "Nine people voted in Harrow against Lt. Gov. Anna Berg.",
        "“It rained. Nine people died in Harrow. It was cold,” said Holt.",
        f"Nine people died in Harrow {'by night ' * LONGEST}",
        "Twenty-four of the men were rescued off Harrow.",  # how many of which men?
        "Twenty-four of its ferries were lost off Harrow.",
        "The French cost $4.",
        "This bridge cost $4.",
        "The Harrow bridge cost many lives.",
    ],
)
def test_what_points_elsewhere_or_has_no_name_is_not_asked_for(text: str) -> None:
    assert asked(text) == []


def test_each_sentence_may_have_one() -> None:
    text = "Nine people died in Harrow. Two men were lost in Orm. The Orm bridge cost $4."
    assert len(asked(text)) == 3
