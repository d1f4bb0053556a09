"""A follow-up becomes a question that stands alone; a question about something else stays as it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.followup import LONGEST_TURN, MOST_TURNS, standalone
from ragbot.language.persons import names, persons
from ragbot.language.pronouns import refers_back
from ragbot.language.timeline import time_words
from ragbot.types import LONGEST_QUESTION, Question, Turn, Window

TODAY = date(2026, 1, 14)
FERRY = "Where did the ferry Aurora sink last week?"
ANSWER = "The ferry Aurora sank off Port Anders, captain Mira Holt told the inquiry. [1] Oto Lind agreed. [2]"


def conversation(*texts: str) -> tuple[Turn, ...]:
    """User and assistant in turn."""
    return tuple(Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(texts))


def text_of(question: str, *before: str) -> str:
    return standalone(Question(question, history=conversation(*before), asked_on=TODAY.isoformat())).text


# -- what refers back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "And when was that?",
        "and when was that",
        "What did the minister say about it?",
        "What did Macron say about it?",
        "What do the police think of that?",
        "How many were hurt?",
        "How many people died?",
        "And in Germany?",
        "Who?",
        "Why?",
        "Since when?",
        "What about the second one?",
        "Which one was the first?",
        "So was the crew to blame for it?",
        "Who else was on board?",
        "Where is it now?",
        "How old is the ship?",
        "Was anybody arrested?",
        "What is its name?",
        "Have they been found?",
        "Is this the first time?",
        "How hot is it down there?",
        "What happened then?",
        "Who said so?",
        "From what age may it be given?",
        "What's the latest?",
        "And last month?",
        "Who was the last one to be brought up?",
        "Und wann war das?",
        "Et en Allemagne ?",
        "¿Y cuándo?",
        "谁?",
        "?",
    ],
)
def test_a_follow_up_brings_the_earlier_question_along(question: str) -> None:
    found = text_of(question, FERRY, ANSWER)
    assert "ferry Aurora" in found
    assert found != FERRY
    assert found.endswith(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the Tour de France?",
        "What is the capital of France?",
        "How many people live in Norway?",
        "Which company announced that it will sell its headquarters?",
        "Where in the US is it illegal to pump your own gas?",
        "Roger Federer said that he will retire. Which Grand Slam has he won most?",
        "A bill was signed into law that gives farmers a new choice. What is it?",
        "Which holiday was celebrated this week?",
        "Which of these bands announced they were reuniting?",
        "It’s official: the museum will open this summer. What is it called?",
        "The bank raised its interest rate to the highest level in how many years?",
        "After his defeat, what did Boris Johnson promise?",
        "Was there an earthquake in Japan yesterday?",
        "How many workers lost their jobs at the Brightmill factory?",
        "True or false: It is not possible for people to catch the virus from monkeys.",
        "Why did thousands of passengers lose their luggage?",
        "NATO summit Madrid",
        "How hot did it get in Valdoro?",
        "Who is leading the Civic Union these days?",
        "How many people lost their lives in Sunday’s downpour in Quenby?",
        "Wer hat die Tour de France gewonnen?",
        "Quién ganó la Copa América?",
    ],
)
def test_a_new_topic_carries_nothing_over(question: str) -> None:
    found = standalone(Question(question, history=conversation(FERRY, ANSWER), asked_on=TODAY.isoformat()))
    assert (found.text, found.asked) == (question, question)


def test_without_a_question_before_it_stays_as_it_is() -> None:
    assert text_of("And why?") == "And why?"
    assert standalone(Question("And why?", history=(Turn("assistant", "Hello."),))).text == "And why?"
    assert text_of("And why?", " ", ANSWER) == "And why?"


# -- how it reads ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "before", "reads"),
    [
        ("And in Germany?", ["What is the inflation rate in France?"], "What is the inflation rate in Germany?"),
        ("What about Oto Lind?", ["How old is Anna Berg?", "43. [1]"], "How old is Oto Lind?"),
        ("What about the Sea Star?", ["Where did the ferry Aurora sink?"], "Where did the ferry Sea Star sink?"),
        ("What did he say?", ["When did Oto Lind resign?"], "When did Oto Lind resign? What did Oto Lind say?"),
        (
            "What was his job before?",
            ["Who is the new mayor of Ellisport?", "Omar Keswick won with 52 percent. [1]"],
            "Who is the new mayor of Ellisport? What was Omar Keswick’s job before?",
        ),
        (
            "What did her lawyer tell her?",
            [
                "Who was found guilty?",
                'PORT ANDERS (Daily) - "I did nothing wrong, and I will appeal," Ann Lee said. [1]',
            ],
            "Who was found guilty? What did Ann Lee’s lawyer tell her?",
        ),
        ("Did anybody warn her?", ["Who steered?", "Mira Holt. [1]"], "Who steered? Did anybody warn Mira Holt?"),
        (
            "And how long is the detour?",
            [
                "What is wrong with the Harbor Bridge?",
                "Cracks. [1]",
                "How many trucks does that concern?",
                "7,000. [1]",
            ],
            "Harbor Bridge: How many trucks does that concern? And how long is the detour?",
        ),
        ("Why?", ["the ferry"], "the ferry. Why?"),
    ],
)
def test_it_reads_as_a_person_would_ask(question: str, before: list[str], reads: str) -> None:
    assert text_of(question, *before) == reads


def test_a_person_is_taken_from_the_question_before_the_answer() -> None:
    assert "Anna Berg say" in text_of("What did she say?", "Where was Anna Berg born?", "Mira Holt says in Drusk. [1]")


def test_of_two_persons_in_an_answer_neither_is_put_in() -> None:
    found = text_of("What did she say?", "Who steered?", "Mira Holt and Ann Lee did. [1]")
    assert found == "Who steered? Mira Holt or Ann Lee: What did she say?"


def test_a_place_or_a_body_is_no_person() -> None:
    for named in ("in New York", "at the White House", "of the Supreme Court", "for Halmere Wire", "from OSTREY ABBEY"):
        assert text_of("What did he say?", f"Who spoke {named}?").endswith("What did he say?")


# -- longer conversations ----------------------------------------------------------------------------------------------

CHAIN = (
    "Who is the mayor of Ellisport?",
    "Anna Berg. [1]",
    "What did she say about the bridge?",
    "That it is old. [1]",
)


def test_the_third_turn_refers_to_the_second_which_referred_to_the_first() -> None:
    found = text_of("How much will it cost?", *CHAIN)
    assert found == "Ellisport: What did Anna Berg say about the bridge? How much will it cost?"


def test_a_turn_that_adds_nothing_hides_nothing() -> None:
    found = text_of("Who said so?", *CHAIN, "And when was that?", "On Monday. [1]")
    assert found == "Ellisport: What did Anna Berg say about the bridge? Who said so?"


def test_a_new_topic_in_between_ends_the_old_one() -> None:
    found = text_of("And when was that?", FERRY, ANSWER, "Who won the Tour de France?", "Jonas Vingegaard. [1]")
    assert found == "Who won the Tour de France? And when was that?"


def test_what_is_compared_with_sentences_is_shorter() -> None:
    found = standalone(Question("How many were hurt?", history=conversation(FERRY, ANSWER), asked_on="2026-01-14"))
    assert found.asked == "Aurora, last week: How many were hurt?"
    generic = standalone(Question("And when was that?", history=conversation(FERRY, ANSWER), asked_on="2026-01-14"))
    assert generic.asked == generic.text == f"{FERRY} And when was that?"


# -- time --------------------------------------------------------------------------------------------------------------

LAST_WEEK = Window("2026-01-05", "2026-01-11")


def window_of(question: str, *before: str) -> Window:
    return time_words(text_of(question, *before), TODAY).window


def test_the_time_of_the_last_turn_that_named_one_goes_along() -> None:
    assert window_of("How many were hurt?", FERRY, ANSWER) == LAST_WEEK
    assert window_of("Who said so?", FERRY, ANSWER, "How many were hurt?", "Nine. [1]") == LAST_WEEK
    assert window_of("Who said so?", FERRY, ANSWER, "And when was that?", "Monday. [1]") == LAST_WEEK


def test_a_time_of_its_own_takes_the_place_of_the_earlier_one() -> None:
    assert text_of("And last month?", FERRY, ANSWER) == "Where did the ferry Aurora sink? And last month?"
    assert window_of("And last month?", FERRY, ANSWER) == Window("2025-12-01", "2025-12-31")


@pytest.mark.parametrize("question", ["What is the latest on it?", "And now?", "Where is she currently?"])
def test_who_asks_for_the_newest_leaves_the_earlier_time(question: str) -> None:
    found = time_words(text_of(question, FERRY, ANSWER), TODAY)
    assert found.newest
    assert found.window == Window()


# -- limits ------------------------------------------------------------------------------------------------------------


def test_the_longest_conversation_gives_a_question_within_the_limit() -> None:
    turns = conversation(*["He said that it was in Port Anders. (" * 230] * MOST_TURNS)
    assert all(len(turn.text) >= LONGEST_TURN for turn in turns)
    found = standalone(Question("And why did he say that about it?", history=turns, asked_on="2026-01-14"))
    assert len(found.text) <= LONGEST_QUESTION
    assert found.text.endswith("say that about it?")


def test_a_question_of_full_length_keeps_all_of_itself() -> None:
    long = "And why? " + "x" * (LONGEST_QUESTION - 9)
    assert text_of(long, FERRY, ANSWER) == long


@given(st.lists(st.text(max_size=80), min_size=1, max_size=5), st.text(min_size=1, max_size=60))
def test_whatever_was_said_it_stays_one_question(before: list[str], question: str) -> None:
    found = standalone(Question(question, history=conversation(*before), asked_on="2026-01-14"))
    assert len(found.text) <= LONGEST_QUESTION
    assert len(found.asked) <= LONGEST_QUESTION
    assert "\n" not in found.text


def test_signs_of_citations_do_not_become_a_part_of_it() -> None:
    assert "[" not in text_of("What did she say?", "Who steered [1]?", "Mira Holt [1] [2, 3].").partition("?")[2]


# -- names -------------------------------------------------------------------------------------------------------------


def test_names_are_words_with_capitals_in_a_row() -> None:
    text = "Did the Bank of England warn Anna Berg’s firm in Port Anders on Monday? Yes, says DJ Oto."
    assert [text[a:b] for a, b in names(text)] == ["Bank of England", "Anna Berg", "Port Anders", "DJ Oto"]


def test_persons_are_named_once() -> None:
    assert persons("Ann Lee and Oto Lind met; Oto Lind left.") == ["Ann Lee", "Oto Lind"]
    assert persons("The White House and New York.") == []


def test_a_request_is_no_name() -> None:
    assert names("Tell me more. What now?") == []
    assert refers_back("Tell me more.", TODAY)
