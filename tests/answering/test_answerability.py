"""Answerable, related or unknown: near in meaning, with the words that matter and the detail that is asked for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ragbot.answering.answerability import WEIGHTS, judge, odds
from ragbot.answering.question_terms import read_terms, told_words
from ragbot.answering.ranker import NOTHING
from ragbot.answering.signals import Signals, seen, signals
from ragbot.archive.archive import Archive
from ragbot.types import Evidence, SearchResult, Window
from tests.conftest import STORY, add, article
from tests.evidence import evidence

FERRY = "How many people died when the ferry Grey Gull sank?"
TRAIN = "A train left the rails near Holm; four passengers were hurt."
DAY = "2026-01-06"


@pytest.fixture
def told(archive: Archive) -> Archive:
    add(archive, article(STORY))
    return archive


def found(topic: str, *pieces: Evidence, newest: bool = False, until: str = DAY) -> SearchResult:
    return SearchResult(pieces, Window(), (), topic, Window(until=until), newest)


def near(text: str, similarity: float = 0.6, article_id: str = "a", title: str = "") -> Evidence:
    piece = evidence(text, article_id)
    return replace(piece, similarity=similarity, version=replace(piece.version, title=title))


def outcome(archive: Archive, topic: str, *pieces: Evidence) -> str:
    return judge(found(topic, *pieces), archive).outcome


def signals_of(archive: Archive, topic: str, *pieces: Evidence, newest: bool = False, until: str = DAY) -> Signals:
    asked, all_found = read_terms(topic, archive), found(topic, *pieces, newest=newest, until=until)
    return signals(asked, all_found, seen(asked, all_found))


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
    assert judge(found(FERRY), told).near == ()
    assert judge(found(FERRY), told).outcome == "unknown"


def test_a_named_year_of_which_the_article_says_nothing_is_not_answered_by_it(told: Archive) -> None:
    piece = near(STORY)
    asked = replace(found(FERRY, piece), time_words=("in 2022",))
    assert judge(asked, told).outcome == "related"
    assert (
        judge(replace(asked, evidence=(near(f"{STORY} In 2022 it sank once before."),)), told).outcome == "answerable"
    )
    assert judge(replace(asked, time_words=("in 2026",)), told).outcome == "answerable"


def test_a_sentence_that_answers_speaks_for_an_answer(told: Archive) -> None:
    asked = signals_of(told, FERRY, near(STORY)).answer
    assert asked > signals_of(told, FERRY, near("The ferry Grey Gull was built in 1971.")).answer
    assert signals_of(told, FERRY, near("See [1].")).answer == NOTHING  # nothing that could be quoted


@pytest.mark.parametrize("question", ["Who is it?", "?", "…", ""])
def test_a_question_without_words_to_look_for_is_unknown(question: str, told: Archive) -> None:
    assert outcome(told, question, near(STORY, similarity=1.0)) == "unknown"


def test_the_pieces_that_bear_on_it_are_those_about_as_good_as_the_best(told: Archive) -> None:
    good, bad = near(STORY), near(TRAIN, similarity=0.2, article_id="b")
    assert judge(found(FERRY, bad, good, bad), told).near == (good,)


def test_among_more_articles_more_is_needed(told: Archive) -> None:
    measured = signals_of(told, FERRY, near(STORY))
    assert odds(measured, 200) > odds(measured, 20_000)
    assert odds(measured, 0) == odds(measured, 1) == odds(measured, 100)


# -- signals -----------------------------------------------------------------------------------------------------------


def test_two_passages_of_an_article_count_together_and_those_of_two_articles_do_not(told: Archive) -> None:
    whole = "Many people died. The ferry Grey Gull sank."
    one = replace(near(whole), passage=replace(near(whole).passage, text="Many people died.", end=17))
    apart = signals_of(told, FERRY, near("Many people died."), near("The ferry Grey Gull sank.", article_id="b"))
    assert signals_of(told, FERRY, one).article == pytest.approx(1.0)
    assert apart.article < 0.9


def test_the_words_beyond_the_headline_are_the_detail(told: Archive) -> None:
    titled = near("The Grey Gull sank at night.", title="Grey Gull sinks")
    assert signals_of(told, "Grey Gull", titled).detail == 1.0
    assert signals_of(told, "What did the Grey Gull carry?", titled).detail == 0.0
    assert 0.0 < signals_of(told, "Grey Gull night cargo", titled).detail < 1.0


def test_names_are_known_by_their_capitals_here_or_there(told: Archive) -> None:
    shown = near("Mira Holt spoke of the door.")
    assert signals_of(told, "what did mira holt eat", shown).plain == 0.0
    assert signals_of(told, "mira holt door", shown).plain == 1.0


def test_now_is_stale_after_a_month_and_a_question_without_a_time_never_is(told: Archive) -> None:
    piece = near(STORY)
    assert signals_of(told, FERRY, piece, newest=True, until="2026-03-06").stale == 1.0
    assert signals_of(told, FERRY, piece, newest=True, until="2026-01-20").stale == 0.0
    assert signals_of(told, FERRY, piece, until="2026-03-06").stale == 0.0
    undated = replace(piece, version=replace(piece.version, published=None))
    assert signals_of(told, FERRY, undated, newest=True).stale == 1.0


@pytest.mark.parametrize(
    ("question", "without", "having"),
    [
        ("How tall is the tower?", "The tower opened in 1902.", "The 90-foot tower opened."),
        ("How heavy is the bell?", "The bell of 1902 rang.", "The bell of 1,200 pounds rang."),
        ("What does the ferry cost?", "The ferry sails at 9.", "The ferry is £4."),
        ("phone number of the ferry", "Call the ferry at noon.", "Call the ferry: 555-0101."),
        ("How much is the bell worth?", "The bell is 15 million years old.", "The bell was sold for 2 million."),
        ("How much prison time did he get?", "He was fined $40.", "He got 18 months."),
        ("how much longer is the tower shut", "The tower is shut.", "The tower is shut for six more weeks."),
        ("recipe for fish soup", "The cook has 2 recipes for fish soup.", "Add a tablespoon of salt to the fish soup."),
        ("What did the mayor die of?", "The mayor died on Monday; many are heartbroken.", "The mayor died of cancer."),
        ("What did the mayor die of?", "Our heart is with the mayor's.", "The mayor died of heart failure."),
        ("How did the mayor die?", "The mayor died at home.", "The mayor died in a crash."),
        ("How old is the mayor?", "The mayor is old.", "The mayor, 57, spoke."),
        ("How many drowned?", "Some drowned.", "Nine drowned, one was found."),
    ],
)
def test_what_is_asked_for_has_a_form(told: Archive, question: str, without: str, having: str) -> None:
    assert signals_of(told, question, near(without)).formless == 1.0
    assert signals_of(told, question, near(having)).formless == 0.0
    assert signals_of(told, "tower bell ferry", near(without)).formless == 0.0


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
