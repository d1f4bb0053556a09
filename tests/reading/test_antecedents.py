"""Which name of a conversation a "he", "her" or "they" stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.antecedents import LOOKED_AT, gender_of, resolved

HOLT = "Mira Holt resigned since she was tired. Holt told her party so."
LIND = "Oto Lind resigned since he was tired. Lind told his party so."
BEFORE = [("Who resigned on Monday?", HOLT)]


@pytest.mark.parametrize(
    ("name", "texts", "gender"),
    [
        ("Mira Holt", [HOLT], "she"),
        ("Oto Lind", [LIND], "he"),
        ("Oto Lind Jr.", [LIND], "he"),
        ("King Oto", [], "he"),
        ("Queen Mira", [LIND], "she"),
        ("Mira Holt", [], None),
        ("Mira Holt", [LIND], None),
        ("Mira Holt", ["Holt said that she was tired."], None),  # one tells too little
        ("Mira Holt", ["Holt said that she was tired."] * 2, "she"),
        ("Mira Holt", ["Holt said that she was tired. Holt told him."] * 2, None),
        ("Mira Holt", [f"Holt {'x' * 120} she", f"Holt {'x' * 120} she"], None),  # far away
        ("Mira Holt", [HOLT, "Holt met Oto Lind, and he left. Holt met Oto Lind, and he left."], "she"),
        ("Mira Holt", ["Holt knew she. " * LOOKED_AT + "Holt knew he. " * 2 * LOOKED_AT], "she"),
    ],
)
def test_a_gender_is_that_of_the_title_or_of_most_pronouns_near_the_name(
    name: str, texts: list[str], gender: str | None
) -> None:
    assert gender_of(name, texts) == gender


@pytest.mark.parametrize(
    ("question", "reads"),
    [
        ("Why did she resign?", "Why did Mira Holt resign?"),
        ("Who replaced her?", "Who replaced Mira Holt?"),
        ("Who is her lawyer?", "Who is Mira Holt’s lawyer?"),
        ("What did they say to her about it?", "What did they say to Mira Holt about it?"),
        ("Whose party is hers?", "Whose party is Mira Holt’s?"),
        ("Why did he resign?", "Why did he resign?"),  # nobody whom it fits
        ("Why did Anna Berg say she resigned?", "Why did Anna Berg say she resigned?"),
        ("Why?", "Why?"),
    ],
)
def test_a_person_stands_in_place_of_the_first_pronoun(question: str, reads: str) -> None:
    assert resolved(question, BEFORE) == reads


def test_a_name_that_ends_with_s_has_an_apostrophe_alone() -> None:
    before = [("Who resigned?", HOLT.replace("Holt", "Jones"))]
    assert resolved("Who is her lawyer?", before) == "Who is Mira Jones’ lawyer?"


def test_at_most_one_pronoun_of_a_person_is_replaced() -> None:
    assert resolved("Did she say why she left?", BEFORE) == "Did Mira Holt say why she left?"


def test_without_a_conversation_a_question_stays() -> None:
    assert resolved("Why did she resign?", []) == "Why did she resign?"
    assert resolved("", BEFORE) == ""


def test_the_gender_tells_which_of_two_is_meant() -> None:
    before = [("What did Mira Holt and Oto Lind say?", f"{HOLT} {LIND}")]
    assert resolved("Why did she resign?", before) == "Why did Mira Holt resign?"
    assert resolved("Why did he resign?", before) == "Why did Oto Lind resign?"


def test_of_two_whose_gender_is_not_known_none_is_taken() -> None:
    before = [("What did Mira Holt and Oto Lind say?", "Mira Holt and Oto Lind said nothing.")]
    assert resolved("Why did she resign?", before) == "Why did she resign?"


def test_the_question_before_the_last_tells_where_the_last_names_nobody() -> None:
    before = [("Who resigned on Monday?", HOLT), ("And why was that?", "Nobody knows.")]
    assert resolved("Who replaced her?", before) == "Who replaced Mira Holt?"


def test_the_headline_of_a_cited_article_tells_whom_no_answer_names() -> None:
    before = [("What sank?", "The ferry sank.")]
    assert resolved("Why did she resign?", before, [f"Mira Holt resigns\n{HOLT}"]) == "Why did Mira Holt resign?"
    for text in (
        f"Captain resigns\n{HOLT}",
        "Mira Holt resigns\nHolt left since she was tired. Holt told her party so.",
    ):
        assert resolved("Why did she resign?", before, [text]) == "Why did she resign?"


@pytest.mark.parametrize(
    ("question", "before", "reads"),
    [
        (
            "Where did they play?",
            ("Who won the cup?", "Norland won the cup, and Norland cheered. The cup is Norland’s."),
            "Where did Norland play?",
        ),
        ("Are they free?", ("How many sailors did Orm free?", "Nine."), "Are the sailors free?"),
        ("Where did they play?", ("What did Norland win?", "The cup."), "Where did Norland play?"),
        ("Where did they play?", ("What did Norland and Sund win?", "It rained."), "Where did they play?"),
        ("Where did they play?", ("What happened in Norland?", "It rained."), "Where did they play?"),
        ("Where did they play it?", ("Who won the ferry cup?", "Nobody."), "Where did they play the ferry cup?"),
        ("Where is it held?", ("who won the ferry cup last year", "Nobody."), "Where is the ferry cup held?"),
        ("Where is it?", ("What sank?", "The ferry."), "Where is it?"),
    ],
)
def test_a_group_or_a_thing_stands_in_place_of_they_or_it(question: str, before: tuple[str, str], reads: str) -> None:
    assert resolved(question, [before]) == reads


WORDS = ("Mira Holt", "she", "her", "they", "it", "who", "won", "the cup", "?", "Orm", "in", "his")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=3), st.lists(TEXTS, max_size=2))
def test_a_question_without_a_pronoun_stays_whatever_was_said(
    question: str, before: list[tuple[str, str]], texts: list[str]
) -> None:
    plain = " ".join(word for word in question.split() if word not in ("she", "her", "they", "it", "his"))
    assert resolved(plain, before, texts) == plain
    assert len(resolved(question, before, texts)) >= len(question) - len("their")
