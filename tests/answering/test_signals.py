"""The signals that evidence answers a question, one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.answering.question_terms import read_terms
from ragbot.answering.ranker import NOTHING
from ragbot.answering.signals import READ, STALE, Signals, seen, signals
from ragbot.archive.archive import Archive
from ragbot.types import Evidence, Window
from tests.conftest import STORY, add, article
from tests.evidence import near, result_of

FERRY = "How many people died when the ferry Grey Gull sank?"


@pytest.fixture
def told(light_archive: Archive) -> Archive:
    add(light_archive, article(STORY))
    return light_archive


def signals_of(
    archive: Archive, topic: str, *pieces: Evidence, newest: bool = False, until: str = "2026-01-06"
) -> Signals:
    asked, all_found = read_terms(topic, archive), result_of(topic, *pieces, newest=newest, until=until)
    return signals(asked, all_found, seen(asked, all_found))


def test_a_sentence_that_answers_speaks_for_an_answer(told: Archive) -> None:
    asked = signals_of(told, FERRY, near(STORY)).answer
    assert asked > signals_of(told, FERRY, near("The ferry Grey Gull was built in 1971.")).answer
    assert signals_of(told, FERRY, near("See [1].")).answer == NOTHING  # nothing that could be quoted


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


def test_the_best_piece_is_that_of_most_support_and_gives_its_cosine(told: Archive) -> None:
    good, bad = near(STORY, 0.4), near("Bread costs more.", 0.5, "b")
    assert signals_of(told, FERRY, bad, good).cosine == 0.4
    assert signals_of(told, FERRY, bad).cosine == 0.5
    pieces = seen(read_terms(FERRY, told), result_of(FERRY, bad, good))
    assert [piece.evidence for piece in pieces] == [bad, good], "in their order"
    assert pieces[0].support < pieces[1].support <= 2.25


def test_each_piece_has_the_words_of_headline_passage_and_article(told: Archive) -> None:
    whole = near("Nine people died. The ferry sank.", title="Grey Gull")
    piece = replace(whole, passage=replace(whole.passage, text="Nine people died.", end=17))
    (found,) = seen(read_terms(FERRY, told), result_of(FERRY, piece))
    assert found.title < found.passage < found.article
    assert "gull" in found.title
    assert "ferri" in found.article - found.passage


def test_of_a_long_article_the_beginning_counts(told: Archive) -> None:
    def far(gap: int) -> Evidence:
        long = near(f"Rain fell.{' ' * gap}The Grey Gull sank.")
        return replace(long, passage=replace(long.passage, text="Rain fell.", end=10))

    assert signals_of(told, "Grey Gull", far(9)).article == pytest.approx(1.0)
    assert signals_of(told, "Grey Gull", far(READ)).article == 0.0


def test_what_is_published_on_the_last_day_is_fresh_and_what_has_no_day_is_not(told: Archive) -> None:
    piece = near(STORY)
    undated = replace(piece, version=replace(piece.version, published=None))
    assert signals_of(told, FERRY, piece, until="2026-01-05").fresh == 1.0
    assert signals_of(told, FERRY, piece, until="2026-01-19").fresh == pytest.approx(0.5)
    assert signals_of(told, FERRY, undated).fresh == 0.0


@pytest.mark.parametrize(("until", "stale"), [("2026-02-04", 0.0), ("2026-02-05", 1.0)])
def test_a_named_time_is_stale_just_after_a_month(told: Archive, until: str, stale: float) -> None:
    assert STALE == 30
    assert signals_of(told, FERRY, near(STORY), newest=True, until=until).stale == stale
    named = replace(result_of(FERRY, near(STORY), until=until), about=Window(since="2026-01-01"))
    terms = read_terms(FERRY, told)
    assert signals(terms, named, seen(terms, named)).stale == stale


def test_what_the_article_lacks_beside_names_is_untold(told: Archive) -> None:
    piece = near("Mira Holt spoke of the door.")
    assert signals_of(told, "mira holt door", piece).untold == 0.0
    lacking = signals_of(told, "mira holt breakfast", piece)
    assert 0.0 < lacking.untold < 1.0
    assert lacking.untold == pytest.approx(1.0 - lacking.article)
    assert signals_of(told, "Oto Lind door", piece).untold == 0.0, "names are not counted"
