"""Answerable, related or unknown: near in meaning, with the words that matter and the detail that is asked for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ragbot.answering.answerability import WEIGHTS, judge, odds
from ragbot.answering.question_terms import read_terms, told_words
from ragbot.answering.signals import Signals
from ragbot.archive.archive import Archive
from ragbot.types import Evidence
from tests.answering.test_signals import FERRY, signals_of
from tests.conftest import STORY, add, article
from tests.evidence import near, result_of

TRAIN = "A train left the rails near Holm; four passengers were hurt."


@pytest.fixture
def told(light_archive: Archive) -> Archive:
    add(light_archive, article(STORY))
    return light_archive


def outcome(archive: Archive, topic: str, *pieces: Evidence) -> str:
    return judge(result_of(topic, *pieces), archive).outcome


# -- three outcomes ----------------------------------------------------------------------------------------------------


def test_a_passage_near_in_meaning_that_has_the_words_answers(told: Archive) -> None:
    assert outcome(told, FERRY, near(STORY)) == "answerable"


def test_the_words_alone_do_not_answer(told: Archive) -> None:
    assert outcome(told, FERRY, near("Ferry, Grey, Gull, people: sank, died, many.", similarity=-0.2)) != "answerable"


def test_meaning_alone_does_not_answer(told: Archive) -> None:
    assert outcome(told, FERRY, near(TRAIN, similarity=0.7)) != "answerable"


def test_what_is_about_it_and_lacks_what_is_asked_is_related(told: Archive) -> None:
    assert outcome(told, "How tall was the captain of the Grey Gull?", near(STORY, title="Grey Gull")) == "related"
    assert (
        outcome(told, "What did Mira Holt of the Grey Gull eat for breakfast?", near(STORY, similarity=0.4))
        == "related"
    )


def test_what_is_about_something_else_is_unknown(told: Archive) -> None:
    assert outcome(told, "Who won the chess title in Reykjavik?", near(STORY, similarity=0.1)) == "unknown"


def test_a_paraphrase_answers(told: Archive) -> None:
    doll = "The toy maker Lumo presented its first doll in a wheelchair. Dolls with hearing aids come in May."
    assert outcome(told, "Which company made an inclusive toy?", near(doll, title="Lumo presents doll")) == "answerable"
    assert outcome(told, "How did people on the ferry die?", near(f"{STORY} They drowned.")) == "answerable"


def test_nothing_found_is_unknown(told: Archive) -> None:
    assert judge(result_of(FERRY), told).near == ()
    assert judge(result_of(FERRY), told).outcome == "unknown"


def test_a_named_year_of_which_the_article_says_nothing_is_not_answered_by_it(told: Archive) -> None:
    piece = near(STORY)
    asked = replace(result_of(FERRY, piece), time_words=("in 2022",))
    assert judge(asked, told).outcome == "related"
    assert (
        judge(replace(asked, evidence=(near(f"{STORY} In 2022 it sank once before."),)), told).outcome == "answerable"
    )
    assert judge(replace(asked, time_words=("in 2026",)), told).outcome == "answerable"


@pytest.mark.parametrize("question", ["Who is it?", "?", "…", ""])
def test_a_question_without_words_to_look_for_is_unknown(question: str, told: Archive) -> None:
    assert outcome(told, question, near(STORY, similarity=1.0)) == "unknown"


def test_the_pieces_that_bear_on_it_are_those_about_as_good_as_the_best(told: Archive) -> None:
    good, bad = near(STORY), near(TRAIN, similarity=0.2, article_id="b")
    assert judge(result_of(FERRY, bad, good, bad), told).near == (good,)


def test_among_more_articles_more_is_needed(told: Archive) -> None:
    measured = signals_of(told, FERRY, near(STORY))
    assert odds(measured, 200) > odds(measured, 20_000)
    assert odds(measured, 0) == odds(measured, 1) == odds(measured, 100)


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["is the gull still afloat", "did the guy go to the gull", "gull news this year, reason"]
)
def test_words_of_everyday_asking_are_not_looked_for(told: Archive, typed: str) -> None:
    assert read_terms(typed, told).weights.keys() <= {"gull", "afloat"}


def test_a_word_is_told_where_it_is_denied(told: Archive) -> None:
    assert told_words("The crew of the Gull was unarmed.", read_terms("was the gull armed", told)) == {"gull", "armed"}


def test_short_names_stand_for_the_whole_ones(told: Archive) -> None:
    asked = read_terms("philly cops and the gop", told)
    assert told_words("Police in Philadelphia met Republicans.", asked) == asked.weights.keys()


def test_everyday_words_of_asking_are_not_looked_for(told: Archive) -> None:
    assert set(read_terms("What exactly happened to the ferry people know?", told).weights) == {"ferri"}
    assert set(read_terms("What happened?", told).weights) == {"happen"}  # better than nothing


def test_the_words_that_a_form_stands_for_are_not_looked_for(told: Archive) -> None:
    assert set(read_terms("How much is Lumo paying for the doll?", told).weights) == {"lumo", "doll"}


def test_other_forms_of_a_word_and_words_of_the_same_meaning_are_told(told: Archive) -> None:
    asked = read_terms("Which children ate and died?", told)
    assert told_words("A kid has eaten it; its death followed.", asked) == set(asked.weights)


@pytest.mark.parametrize(
    ("asked", "told_as"),
    [
        ("why was the suit thrown out", "A judge dismissed the suit of the crew."),
        ("is the line getting rid of its night ferry", "The line discontinued its night ferry."),
        ("which yards went under", "Two yards have collapsed."),
        ("did the yard make more money", "The yard had higher profits."),
        ("why is the yard in trouble", "The yard is struggling to pay."),
    ],
)
def test_a_verb_of_two_words_is_told_in_one(told: Archive, asked: str, told_as: str) -> None:
    assert told_words(told_as, read_terms(asked, told)) == read_terms(asked, told).weights.keys()


@pytest.mark.parametrize(
    ("asked", "told_as"),
    [
        ("why is everyone mad at the yard", "The yard meets with outrage."),
        ("why did the photo of the car win", "A photography prize goes to a picture of a vehicle, the winner says."),
        ("who is the richest in Farlow", "The wealthiest man of Farlow"),
    ],
)
def test_everyday_words_are_told_in_those_of_news(told: Archive, asked: str, told_as: str) -> None:
    assert told_words(told_as, read_terms(asked, told)) == read_terms(asked, told).weights.keys()


def test_that_something_exists_is_not_looked_for(told: Archive) -> None:
    assert read_terms("does the night ferry still exist", told).weights.keys() == {"night", "ferri"}


def test_a_rare_word_counts_more_than_a_common_one(archive: Archive) -> None:
    add(archive, *(article(f"The ferry left port {i}.", address=f"https://daily.example/{i}") for i in range(300)))
    weights = read_terms("ferry zeppelin", archive).weights
    assert weights["zeppel"] > 1.2 * weights["ferri"] > 0


# -- weights -----------------------------------------------------------------------------------------------------------


def test_each_signal_has_its_weight() -> None:
    weights = json.loads(WEIGHTS.read_text())
    assert set(weights) == {"least", *Signals.__slots__}


def test_the_weights_point_where_they_should(told: Archive) -> None:
    measured = signals_of(told, FERRY, near(STORY))
    for name in ("cosine", "passage", "article", "detail", "fresh", "plain", "answer"):
        assert odds(replace(measured, **{name: 0.0})) < odds(replace(measured, **{name: 1.0}))
    for name in ("stale", "formless"):
        assert odds(replace(measured, **{name: 1.0})) < odds(replace(measured, **{name: 0.0}))
