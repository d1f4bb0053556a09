"""A follow-up: what it refers to, in which words it is shown, and when the topic is left; without an archive."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.answering.followup import cased, chained, exchanges, is_natural, joined, natural, opened, said_last
from ragbot.reading.antecedents import gender_of
from ragbot.reading.persons import names, persons
from ragbot.reading.pronouns import points_back, refers_back, whole_after_and
from ragbot.reading.time_windows import time_words
from ragbot.types import LONGEST_QUESTION, LONGEST_TURN, MOST_TURNS, Question, Turn, Window

TODAY = date(2026, 1, 14)
FERRY = "Where did the ferry Aurora sink last week?"
ANSWER = "The ferry Aurora sank off Port Anders, captain Mira Holt told the inquiry. [1] Oto Lind agreed. [2]"


def conversation(*texts: str) -> tuple[Turn, ...]:
    """User and assistant in turn."""
    return tuple(Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(texts))


def shown(question: str, *before: str, story: str = "") -> str:
    """The question as it is shown after this conversation."""
    said = exchanges(conversation(*before), TODAY)
    pairs = [(one.question, one.answer) for one in said[:-1]]
    last = chained(said, TODAY, [story])
    return natural(question, [*pairs, (last.question, last.answer)], TODAY, [story])


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
def test_a_follow_up_refers_back(question: str) -> None:
    assert refers_back(question, TODAY)


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
def test_a_new_topic_does_not(question: str) -> None:
    assert not refers_back(question, TODAY)


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("How many goals did they score?", True),
        ("Why?", True),
        ("And the ferry?", True),
        ("How many homes lost their roofs?", False),
        ("Where was the ticket bought?", False),
    ],
)
def test_few_words_refer_back_without_pointing_there(question: str, points: bool) -> None:
    assert refers_back(question, TODAY) or not points
    assert points_back(question, TODAY) is points


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("and who won the rowing cup in orm", "who won the rowing cup in orm"),
        ("but how many lost their homes in the flood", "how many lost their homes in the flood"),
        ("and who replaced her?", None),
        ("so what did the mayor say about it", None),
        ("and which one is the oldest", None),
        ("and in orm?", None),
        ("who won the rowing cup in orm", None),
    ],
)
def test_a_whole_question_may_follow_an_and(question: str, rest: str | None) -> None:
    assert whole_after_and(question, TODAY) == rest


@pytest.mark.parametrize(
    ("text", "rest", "leaves"),
    [
        ("ok different topic: who won the cup", "who won the cup", True),
        ("On a completely different note, who won the cup?", "who won the cup?", True),
        ("Something else: who won the cup?", "who won the cup?", True),
        ("changing the subject, who won the cup?", "who won the cup?", True),
        ("cool. other thing, who won the cup?", "who won the cup?", True),
        ("btw, who pays?", "who pays?", False),
        ("do they know who did it", "who did it", False),
        ("did she say why she left?", "why she left?", False),
        ("any idea when it opens", "when it opens", False),
        ("is it known how many died", "how many died", False),
        ("did the mayor say why", "did the mayor say why", False),
        ("do you know the way", "do you know the way", False),
        ("any idea why?", "any idea why?", False),
        ("Thanks! And where was it?", "And where was it?", False),
        ("another question: why did she quit?", "why did she quit?", False),
        ("ok", "ok", False),
        ("Different topics were discussed: which?", "Different topics were discussed: which?", False),
        ("Great Britain won what?", "Great Britain won what?", False),
        ("Another thing is what?", "Another thing is what?", False),
    ],
)
def test_what_is_said_before_a_question_is_no_part_of_it(text: str, rest: str, leaves: bool) -> None:
    assert opened(text) == (rest, leaves)


# -- how it reads ------------------------------------------------------------------------------------------------------

KESWICK = "Omar Keswick won with 52 percent. [1]"
HOLT = "Inquiry hears captain\nMira Holt steered the ferry, and she saw the rock too late. Holt said her radio failed."


@pytest.mark.parametrize(
    ("question", "before", "reads"),
    [
        ("And in Germany?", ["What is the inflation rate in France?"], "What is the inflation rate in Germany?"),
        ("And how much is it?", ["Who bought the Aurora?", "Acme. [1]"], "And how much is the Aurora?"),
        (
            "where did they play it",
            ["who won the rowing cup last year", "Rowing coach Oto Lind won. [1]"],
            "where did they play the rowing cup",
        ),
        ("Why?", ["When did the ferry sink?"], "Why did the ferry sink?"),
        ("and the womens?", ["who won the mens final"], "who won the womens final"),
        ("What about Oto Lind?", ["How old is Anna Berg?", "43. [1]"], "How old is Oto Lind?"),
        ("What about the Sea Star?", ["Where did the ferry Aurora sink?"], "Where did the ferry Sea Star sink?"),
        ("What did he say?", ["When did Oto Lind resign?"], "What did Oto Lind say?"),
        ("What was his job before?", ["Who is the new mayor?", KESWICK], "What was Omar Keswick’s job before?"),
        ("Did anybody warn her?", ["Who steered?", "Mira Holt did. [1]"], "Did anybody warn Mira Holt?"),
        (
            "who was their coach?",
            ["who won the final", "Norland won it 2-1, as fans of Norland had hoped. [1]"],
            "who was Norland’s coach?",
        ),
        (
            "How many goals did they score?",
            ["How did Norland win?", "By 2-1. [1]"],
            "How many goals did Norland score?",
        ),
        ("how old is he?", ["who won?", "3 May 2026: Oto Lind won the race. [1]"], "how old is Oto Lind?"),
        ("what are their names?", ["how many sailors did Norland free", "Five. [1]"], "what are the sailors’ names?"),
        ("how old is he?", ["who won?", "Drusk Mercury center Oto Lind won. [1]"], "how old is Oto Lind?"),
        ("how old is she?", ["where did mira holt steer", "Mira Holt steered off Drusk. [1]"], "how old is Mira Holt?"),
    ],
)
def test_it_reads_as_a_person_would_ask(question: str, before: list[str], reads: str) -> None:
    assert shown(question, *before) == reads


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("Why?", ["the ferry"]),
        ("And how much is it?", ["Who bought Aurora?", "Acme. [1]"]),
        ("what did it cost", ["who is on the ferry", "Ten. [1]"]),
        ("What did she say?", ["Who steered?", "Captains of the port did. [1]"]),
        ("how old is he?", ["who shot oto lind?", "Oto Lind was shot on Monday. [1]"]),
        ("How many were there?", [FERRY, ANSWER]),
        ("What did he say?", ["Who spoke in New York?", "The White House. [1]"]),
        ("What did he say?", ["Who spoke of the Supreme Court?", "OSTREY ABBEY. [1]"]),
        ("How many lost their homes?", ["Who won?", "Norland won. [1]"]),
        ("how many goals did they score", ["who won?", "Head coach Oto Lind won again. [1]"]),
    ],
)
def test_what_no_rule_makes_natural_stays_as_it_was_typed(question: str, before: list[str]) -> None:
    assert shown(question, *before) == question


def test_who_was_asked_for_comes_before_who_was_asked_about() -> None:
    before = ["When did Ann Lee resign?", "On Monday. [1]", "who replaced her?", "Oto Lind took over. [1]"]
    assert shown("how old is he?", *before) == "how old is Oto Lind?"


def test_a_name_of_the_other_gender_is_not_taken() -> None:
    story = (
        "Oto Lind follows Ann Lee\nOto Lind took over as he had hoped. Lind said his mother wept. "
        "Ann Lee left as she must. Lee says her time is over."
    )
    before = ["who replaced Ann Lee?", "Oto Lind did, on Monday. [1]"]
    assert shown("why did he come?", *before, story=story) == "why did Oto Lind come?"
    assert shown("why did she quit?", *before, story=story) == "why did Ann Lee quit?"


def test_the_headline_tells_whom_an_answer_left_out() -> None:
    story = "Captain Mira Holt heard\nMira Holt was at sea. Holt said her radio failed, and Holt wept as she spoke."
    assert shown("how old is she?", "What came of the inquiry?", "It heard a captain. [1]", story=story) == (
        "how old is Mira Holt?"
    )


def test_gender_is_told_by_title_or_by_pronouns() -> None:
    assert gender_of("King Oto", []) == "he"
    assert gender_of("Mira Holt", [HOLT]) == "she"
    assert gender_of("Mira Holt", ["Mira Holt said he left. Holt said she left."]) is None
    assert gender_of("Mira Holt", []) is None


def test_who_says_so_and_who_took_the_picture_are_not_whom_the_answer_names() -> None:
    said = "The ferry was steered badly, Anna Berg said. [1]"
    assert shown("how old is she?", "Who steered?", said) == "how old is she?"
    credit = "Ann Lee/Halmere Wire The inquiry begins. [1]"
    assert shown("how old is she?", "Who steered?", credit) == "how old is she?"


# -- longer conversations ----------------------------------------------------------------------------------------------

CHAIN = (
    "Who is the mayor of Ellisport?",
    "Anna Berg. [1]",
    "What did she say about the bridge?",
    "That it is old. [1]",
)


def topic(*before: str) -> str:
    return chained(exchanges(conversation(*before), TODAY), TODAY).question


def test_the_last_question_that_stands_alone_is_the_topic() -> None:
    assert topic(*CHAIN) == "What did Anna Berg say about the bridge?"
    assert topic(*CHAIN, "And when was that?", "On Monday. [1]") == "What did Anna Berg say about the bridge?"
    assert topic(FERRY, ANSWER, "Who won the Tour de France?", "Jonas Vingegaard. [1]") == "Who won the Tour de France?"


def test_greetings_and_thanks_are_no_part_of_the_conversation() -> None:
    said = exchanges(conversation("hi", "Hello.", FERRY, ANSWER, "thanks a lot!", "You are welcome."), TODAY)
    assert [one.question for one in said] == [FERRY]
    assert exchanges((Turn("assistant", "Hello."), Turn("user", " ")), TODAY) == []


def test_what_an_answer_cites_comes_with_it_or_shows_in_its_text() -> None:
    turns = (Turn("user", "a ferry?"), Turn("assistant", "It sank.", ("a1", "a2")), Turn("user", "b ferry?"))
    first, second = exchanges(turns, TODAY)
    assert (first.article_ids, first.is_cited) == (("a1", "a2"), True)
    assert (second.article_ids, second.is_cited) == ((), False)
    assert exchanges(conversation("a ferry?", "It sank [1]."), TODAY)[0].is_cited


def test_the_last_answer_is_told_without_its_numbers() -> None:
    assert said_last(conversation(FERRY, ANSWER, "Why?")) == ANSWER.replace("[1]", "").replace("[2]", "")
    assert said_last(()) == ""


# -- time --------------------------------------------------------------------------------------------------------------


def test_a_time_of_its_own_takes_the_place_of_the_earlier_one() -> None:
    assert joined(FERRY, "And last month?", TODAY) == "Where did the ferry Aurora sink? And last month?"
    assert time_words(joined(FERRY, "Why?", TODAY), TODAY).window == Window("2026-01-05", "2026-01-11")


@pytest.mark.parametrize("question", ["What is the latest on it?", "And now?", "Where is she currently?"])
def test_who_asks_for_the_newest_leaves_the_earlier_time(question: str) -> None:
    found = time_words(joined(FERRY, question, TODAY), TODAY)
    assert found.newest
    assert found.window == Window()


# -- a language model's wording ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rewritten", "is_taken"),
    [
        ("Why did the ferry Aurora sink?", True),
        ("The ferry Aurora sank off Port Anders.", False),
        ("Which zeppelin landed on a glacier?", False),
        ("", False),
        ("Why? " * 500, False),
    ],
)
def test_a_models_wording_is_taken_when_it_asks_in_the_words_of_the_conversation(
    rewritten: str, is_taken: bool
) -> None:
    assert is_natural(rewritten, Question("Why?", history=conversation(FERRY, ANSWER))) is is_taken


# -- limits ------------------------------------------------------------------------------------------------------------


def test_the_longest_conversation_gives_a_question_within_the_limit() -> None:
    turns = ["He said that it was in Port Anders. (" * 230] * MOST_TURNS
    assert all(len(turn) >= LONGEST_TURN for turn in turns)
    found = shown("And why did he say that about it?", *turns)
    assert len(found) <= LONGEST_QUESTION
    assert found.endswith("say that about it?")


def test_a_question_of_full_length_keeps_all_of_itself() -> None:
    long = "And why? " + "x" * (LONGEST_QUESTION - 9)
    assert joined(FERRY, long, TODAY) == long


@given(st.lists(st.text(max_size=80), min_size=1, max_size=5), st.text(min_size=1, max_size=60))
def test_whatever_was_said_it_stays_one_question(before: list[str], question: str) -> None:
    if exchanges(conversation(*before), TODAY):
        assert len(shown(question, *before)) <= LONGEST_QUESTION


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


def test_a_title_with_a_full_stop_is_no_part_of_a_name() -> None:
    answer = (
        "Harrow Gov. Tom Berg said that he will name Ada Holm to the seat. She is the first to hold it. "
        "Holm said she agreed. Berg said he was glad, as he had hoped."
    )
    assert natural("how old is she?", [("who follows mira dale", answer)], date(2026, 1, 14)) == "how old is Ada Holm?"


def test_a_name_in_small_letters_is_one_where_the_story_writes_a_capital() -> None:
    story = [
        "Ferries stop in Orm and in Halm, the line said.",
        "A ferry of Orm may sail, and a may fly is no month.",
    ]
    assert cased("and in halm?", story) == "and in Halm?"
    assert cased("which ferry in orm may sail", story) == "which ferry in Orm may sail"
