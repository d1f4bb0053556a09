"""What a question asks for is known by its form, and so is what tells it."""

from __future__ import annotations

import pytest

from ragbot.reading.expected import Form, form_of, told_in, unit_of


@pytest.mark.parametrize(
    ("question", "form", "right", "wrong"),
    [
        ("How many ferries were lost?", "number", "The line lost three ferries.", "The line lost its ferries."),
        ("How much did the ferry cost?", "amount", "The ferry cost the line $40.", "The ferry cost the line dear."),
        ("How much prison time did she get?", "number", "She got 18 months.", "She was sent to prison."),
        ("What is the average price of a ticket?", "amount", "The average ticket price is $40.", "Tickets are dear."),
        ("What's the fine for it?", "amount", "The fine for it is $40.", "The fine for it rises."),
        ("How big is the jackpot?", "amount", "The jackpot is $40 million.", "The jackpot has 9 winners."),
        ("How many creditors are there?", "number", "It has over a million creditors.", "It has a creditor."),
        ("How big is the ferry?", "number", "The ferry has 9 decks.", "The ferry has decks."),
        ("What percentage of the crew left?", "share", "Of the crew, 40% left.", "Of the crew, 40 men left."),
        ("How old is the captain?", "age", "The captain is a 61-year-old.", "The captain has 61 medals."),
        ("When did the ferry sink?", "day", "The ferry sank last week.", "The ferry sank in a gale."),
        ("Where did the ferry sink?", "place", "The ferry sank near Anders.", "The ferry sank near to us."),
        ("Why did the ferry sink?", "reason", "The ferry sank due to rust.", "The ferry sank in its port."),
        ("What did the captain say?", "statement", "The captain said no.", "The captain left the ship."),
        ("Who led the ferry line?", "person", "The ferry line had Mira Holt.", "The ferry line had a chief."),
        ("Which ferry sank?", "thing", "The ferry that sank was Grey Gull.", "The ferry that sank was an old one."),
        ("ferry race record time", "number", "Mira crossed in 3.134 seconds.", "A 21-year-old has broken it."),
        ("harrow lennford score", "number", "Harrow beat Lennford 7-0.", "Harrow beat Lennford."),
        ("The ferry was lost. Where did it sink?", "place", "The ferry sank near Anders.", "The ferry was Grey Gull."),
    ],
)
def test_what_a_question_asks_for_is_known_by_its_form(question: str, form: Form, right: str, wrong: str) -> None:
    assert form_of(question) == form
    assert told_in(right, form)
    assert not [told for told in told_in(wrong, form) if told != "The"]


@pytest.mark.parametrize(
    ("text", "form", "told"),
    [
        ("Nine died on March 12, and 4,200 marched in 2024.", "number", ["Nine", "4,200"]),
        ("It cost 8.2 million crowns, not $40.", "amount", ["8.2 million crowns", "$40"]),
        ("It cost 8.2 million crowns, not $40, and 9 died.", "number", ["9"]),
        ("It sank on Monday, March 4, 2024.", "day", ["Monday", "March 4", "2024"]),
        (
            "It sails this fall, and docks late next year or in early spring.",
            "day",
            ["this fall", "late next year", "in early spring"],
        ),
        ("He quit, citing his health, and has rowed since 1999.", "reason", ["citing"]),
        ("She was jailed on two smuggling charges.", "reason", ["on two smuggling charges"]),
        ("The oldest ferryman turns 90 on his 90th birthday.", "age", ["turns 90", "90th birthday"]),
        ("Holt, 61, met Oto Lind in Port Anders.", "age", [", 61"]),
        ("Holt, 61, met Oto Lind in Port Anders.", "person", ["Oto Lind"]),
        ("Holt, 61, met Oto Lind in Port Anders.", "place", ["Port Anders"]),
        ("Holt died at 96, her son was 61.", "age", ["at 96", "was 61"]),
        ("The bank raised its rate by a quarter percentage point.", "amount", ["quarter percentage point"]),
        ("It was 36.9 percent, or forty per cent.", "share", ["36.9 percent", "forty per cent"]),
    ],
)
def test_what_is_told_is_taken_whole(text: str, form: Form, told: list[str]) -> None:
    assert told_in(text, form) == told


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("ferry refund claim deadline", "day"),
        ("ferry cup date?", "day"),
        ("ravnlund flood death toll", "number"),
        ("mira holt salary", "amount"),
        ("silver price", "amount"),
        ("how they missed the deadline for it", "thing"),
        ("a price that nobody paid", "thing"),
    ],
)
def test_keywords_ask_for_the_value_that_the_last_one_names(question: str, form: Form) -> None:
    assert form_of(question) == form


def test_of_several_sentences_the_last_one_asks() -> None:
    assert form_of("When did the ferry Grey Gull sail? Where was the ship bound?") == "place"


def test_a_when_after_another_question_word_asks_for_no_day() -> None:
    assert form_of("How many people died when the ferry sank?") == "number"
    assert form_of("And when was that?") == "day"


@pytest.mark.parametrize(
    ("question", "counts", "does_not"),
    [
        ("how many whales got stranded at sund", "55 pilot whales lay on the beach", "230 were stranded in 2011"),
        (
            "how many harbour records has she broken now?",
            "It is her tenth; ten harbour records fell",
            "released 65 albums",
        ),
        ("how long did the painter spend on it", "He spent 80 hours on it", "She posted it on August 25"),
        ("how tall is the wooden tower", "The 284-foot tower", "It has 259 flats"),
        ("how many ants are there", "about 20 quadrillion ants", "1% of all"),
        ("how many in a row has she won now", "It was her 35th straight win", "She has won 12 titles"),
        ("how many games in a row did they lose", "Orm is on an eight-game losing streak", "Orm lost 4 games in May"),
        ("how strong was the earthquake", "The magnitude 5.9 quake struck", "It killed 1,000 people"),
        ("how strong was it", "The Category 4 storm", "It was 30 miles off"),
        ("by how much did the mayor win", "She won by 52 votes", "She won in 2011"),
        ("by how much did they lose", "The Gulls fell 3-1", "On March 12 the Gulls lost"),
        ("by how much did it pass", "180 members voted for it, and 140 against", "At least 54 members sat there"),
    ],
)
def test_the_number_that_is_asked_for_counts_something(question: str, counts: str, does_not: str) -> None:
    unit = unit_of(question)
    assert unit is not None
    assert [bool(unit.search(text)) for text in (counts, does_not)] == [True, False]


@pytest.mark.parametrize(
    "question",
    ["how many people died", "how many guys got arrested", "how many were hurt", "who sank it", "how much is it"],
)
def test_what_a_report_may_leave_out_is_not_looked_for(question: str) -> None:
    assert unit_of(question) is None
