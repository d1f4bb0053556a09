"""Disagreement: two articles that give different values for what is asked, and pairs that only look so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import pytest

from ragbot.checks.conflicts import conflicts
from ragbot.checks.values import asked_kind, differ, values_in
from ragbot.models.embeddings import BUNDLED, TextEmbeddings, open_embeddings
from ragbot.types import Conflict, Evidence
from tests.evidence import evidence
from tests.fakes import WordEmbeddings


@pytest.fixture(scope="module")
def embeddings() -> TextEmbeddings:
    return open_embeddings(BUNDLED)


def told_by(outlet: str, text: str, day: str | None = "2026-01-05") -> Evidence:
    piece = evidence(text, outlet)
    version = replace(piece.version, source=outlet, title="", published=day)
    return replace(piece, version=version, passage=replace(piece.passage, title=""))


def found(question: str, texts: Sequence[str], embeddings: TextEmbeddings) -> tuple[Conflict, ...]:
    return conflicts(question, [told_by(name, text) for name, text in zip("ABCDEFGH", texts, strict=False)], embeddings)


DEAD = "How many people died in the Harrow bridge collapse?"
ABOARD = "How many people were on board the Grey Linnet?"
TRAM = "How much did the new tram line in Ellisport cost?"
VOTE = "What percentage of the vote did New Compass win?"
JOBS = "How many jobs will Haldane cut?"


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            DEAD,
            "At least 41 people were killed when the Harrow bridge collapsed, police said on Monday.",
            "Forty-three dead were counted after the Harrow bridge collapse, the mayor said on Tuesday.",
            {"41", "Forty-three"},
        ),
        (
            "How many people died in the sinking of the Grey Linnet?",
            "At least nine people died on Thursday when the car ferry Grey Linnet sank, the Coast Guard said.",
            "The number of people known to have died in the sinking of the ferry Grey Linnet rose to 14 on Friday.",
            {"nine", "14"},
        ),
        (
            ABOARD,
            "The operator said that 112 people had been on board the Grey Linnet.",
            "All together, 123 people were on board the Grey Linnet when the ferry sank on November 20.",
            {"112", "123"},
        ),
        (
            "How many people marched through Port Sarrow?",
            "About 4,200 people marched through Port Sarrow on Saturday, the police said.",
            "The organizers counted 11,000 people who marched through Port Sarrow on Saturday.",
            {"4,200", "11,000"},
        ),
        (
            TRAM,
            "The new tram line in Ellisport cost 890 million talers, the city said.",
            "Auditors say that the tram line in Ellisport cost 1.2 billion talers.",
            {"890 million", "1.2 billion"},
        ),
        (
            VOTE,
            "New Compass won 36.9 percent of the vote in Sunday's election.",
            "The party New Compass won 34.1 percent of the vote, a newspaper reported.",
            {"36.9 percent", "34.1 percent"},
        ),
        (
            "When did the library of Anders open?",
            "The library of Anders opened on 3 May 2024 with speeches.",
            "The library of Anders opened its doors on 5 May 2024, the town said.",
            {"3 May 2024", "5 May 2024"},
        ),
        (
            "Who was named finance minister of Tarrowen?",
            "Lena Marrick was named finance minister of Tarrowen on Monday.",
            "The prime minister named Odile Brandt finance minister of Tarrowen.",
            {"Lena Marrick", "Odile Brandt"},
        ),
        (
            "How old is the captain of the Coral Maiden?",
            "The captain of the Coral Maiden, a 52-year-old, was arrested.",
            "Police arrested the captain of the Coral Maiden, who is 57 years old.",
            {"52-year-old", "57 years old"},
        ),
        (
            "How many people marched through Port Sarrow?",
            "About 4,200 people marched through Port Sarrow on Saturday, the police said, after the Grey Linnet sank.",
            "Eleven thousand people took part in Saturday’s march for the dead of the Grey Linnet in Port Sarrow.",
            {"4,200", "Eleven thousand"},
        ),
        (
            DEAD,
            "HARROW — At least 41 people were killed when the Harrow bridge collapsed.",
            "Forty-three dead were counted after the Harrow bridge collapse, the National Guard said.",
            {"41", "Forty-three"},
        ),
        (
            "How many Marlanzans died on Harrow bridge?",
            "The Marlanzan death toll of the collapse of Harrow bridge rose to 22 on Tuesday.",
            "At least 27 Marlanzans died when Harrow bridge collapsed.",
            {"22", "27"},
        ),
        (
            JOBS,
            "Haldane will cut 3,200 jobs at its van plant, the company said.",
            "The maker Haldane is to cut 4,500 jobs, a union said.",
            {"3,200", "4,500"},
        ),
        (
            "How many homes lost power in storm Ottilie?",
            "Storm Ottilie left 86,000 homes without power on the north coast.",
            "About 120,000 homes lost power when storm Ottilie hit the north coast.",
            {"86,000", "120,000"},
        ),
        (
            "How many people were injured in the Quenby train crash?",
            "Twelve people were injured in the Quenby train crash.",
            "In the Quenby train crash 19 people were hurt, hospitals said.",
            {"Twelve", "19"},
        ),
        (
            "How many people were arrested in the Halm raid?",
            "Police arrested 31 people in the Halm raid.",
            "The Halm raid ended with 27 arrests, officials said.",
            {"31", "27"},
        ),
        (
            "How much was Skerrow Line fined?",
            "Skerrow Line was fined 2.4 million crowns by the court.",
            "The court fined Skerrow Line 2.9 million crowns.",
            {"2.4 million crowns", "2.9 million crowns"},
        ),
        (
            "How long was the tunnel at Orrin closed?",
            "The tunnel at Orrin was closed for 41 minutes on Monday.",
            "For 94 minutes the tunnel at Orrin was closed on Monday.",
            {"41 minutes", "94 minutes"},
        ),
    ],
)
def test_two_articles_disagree(
    question: str, one: str, other: str, values: set[str], embeddings: TextEmbeddings
) -> None:
    (conflict,) = found(question, [one, other], embeddings)
    assert {statement.value for statement in conflict.statements} == values
    assert conflict.kind == asked_kind(question)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            DEAD,
            "43 people were killed when the Harrow bridge collapsed.",
            "The Harrow bridge collapse left 12 injured.",
        ),
        (DEAD, "43 people were killed when the Harrow bridge collapsed.", "Forty-three died when Harrow bridge fell."),
        (DEAD, "43 people were killed when the Harrow bridge collapsed.", "Nineteen children died on Harrow bridge."),
        (DEAD, "More than 40 people were killed when the Harrow bridge collapsed.", "43 died when Harrow bridge fell."),
        (
            DEAD,
            "43 people were killed in the Harrow bridge collapse.",
            "In 2019, 12 people were killed on Harrow bridge.",
        ),
        (
            DEAD,
            "43 people died in the Harrow bridge collapse.",
            "Of the 43 dead of the Harrow bridge collapse, 12 were men.",
        ),
        (DEAD, "43 people died in the Harrow bridge collapse.", "The toll of the Harrow bridge collapse rose from 41."),
        (
            "When does the festival start?",
            "The film festival starts on 3 May.",
            "The book fair of Quenby starts on 5 May.",
        ),
        (
            "When did the library open?",
            "The library of Anders opened on Saturday.",
            "The library of Anders opened on January 3.",
        ),
        (
            "How many people live in Tarnwick?",
            "About 9,000 people live in Tarnwick.",
            "Tarnwick has 9,104 people living in it.",
        ),
        (
            "How many people did the storm kill?",
            "The storm killed 12 people in Halmere.",
            "The storm killed 3 in Marlanza.",
        ),
        (
            "How many people were arrested in the protests?",
            "Police arrested 300 people in the protests this week.",
            "Since September, 900 people have been arrested in the protests.",
        ),
        (
            "Who was named minister of Tarrowen?",
            "Lena Marrick was named finance minister of Tarrowen.",
            "Odile Brandt was named transport minister of Tarrowen. Lena Marrick got the finances.",
        ),
        (
            TRAM,
            "The new tram line in Ellisport cost 890 million talers.",
            "A ticket for the tram in Ellisport costs 3 talers.",
        ),
        (VOTE, "New Compass won 36.9 percent of the vote.", "New Compass won 37 percent of the vote."),
        (
            VOTE,
            "New Compass won 36.9 percent of the vote.",
            "Land and Labor won 17.2 percent of the vote, New Compass more.",
        ),
        (JOBS, "Haldane will cut 3,200 jobs.", "Haldane will cut up to 4,000 jobs."),
        (
            ABOARD,
            "123 people were on board the Grey Linnet.",
            "The Grey Linnet had 123 on board, 106 of whom survived.",
        ),
        (
            "How many games did the Rovers win?",
            "The Rovers won 12 games last season.",
            "The Rovers won 9 games this season.",
        ),
        (
            DEAD,
            "43 people died when the Harrow bridge collapsed.",
            "Nine Marlanzans died when the Harrow bridge collapsed.",
        ),
        (
            DEAD,
            "The raid on Quenby that followed the Harrow bridge collapse killed 60 people.",
            "43 people died when the Harrow bridge collapsed.",
        ),
        (
            DEAD,
            "43 people died when the Harrow bridge collapsed.",
            "Of those 72 dead of the Harrow bridge collapse, drowning was the cause of 60 deaths.",
        ),
        (
            "How many flights did Skerrow Air cancel?",
            "Skerrow Air canceled 2,500 flights.",
            "Skerrow Air canceled 5,716 flights between Thursday and Sunday.",
        ),
        (
            "Which town won the cup?",
            "Port Anders won the cup on Monday.",
            "FINAL SCORE: Quenby won the cup on Monday.",
        ),
        (
            "Why did the ferry sink?",
            "The ferry sank after 12 minutes, from a leak.",
            "The ferry sank after 20 minutes.",
        ),
    ],
)
def test_two_articles_do_not_disagree(question: str, one: str, other: str, embeddings: TextEmbeddings) -> None:
    assert found(question, [one, other], embeddings) == ()


EARLY = "At least 41 people were killed when the Harrow bridge collapsed, police said."
LATE = "43 people were killed when the Harrow bridge collapsed, the mayor said."


def test_the_newest_statement_comes_first_and_the_others_stay(embeddings: TextEmbeddings) -> None:
    pieces = [told_by("Old", EARLY, "2026-01-05"), told_by("New", LATE, "2026-01-06T08:00:00Z")]
    (conflict,) = conflicts(DEAD, pieces, embeddings)
    assert [(s.value, s.published) for s in conflict.statements] == [
        ("43", "2026-01-06T08:00:00Z"),
        ("41", "2026-01-05"),
    ]


@pytest.mark.parametrize(
    ("question", "one", "other", "day", "superseded"),
    [
        (DEAD, EARLY, LATE, "2026-01-06", True),
        (DEAD, EARLY, LATE, "2026-01-05", False),
        (JOBS, "Haldane will cut 3,200 jobs, it said.", "Haldane is to cut 4,500 jobs.", "2026-01-06", False),
        (JOBS, "Haldane will cut 3,200 jobs, it said.", "Haldane is to cut 4,500 jobs.", "2026-01-13", True),
    ],
)
def test_a_toll_of_the_day_before_is_superseded_and_one_of_the_same_day_differs(
    question: str, one: str, other: str, day: str, superseded: bool, embeddings: TextEmbeddings
) -> None:
    (conflict,) = conflicts(question, [told_by("A", one), told_by("B", other, day)], embeddings)
    assert [statement.superseded for statement in conflict.statements] == [False, superseded]


def test_an_article_is_read_beyond_the_passage_that_was_found(embeddings: TextEmbeddings) -> None:
    whole = told_by("A", f"The Harrow bridge collapsed at noon.\n\n{EARLY}")
    found = replace(whole, passage=whole.version.passage(0, 36))
    (conflict,) = conflicts(DEAD, [found, told_by("B", LATE)], embeddings)
    assert {statement.value for statement in conflict.statements} == {"41", "43"}


def test_a_statement_is_the_text_of_its_version_at_its_span(embeddings: TextEmbeddings) -> None:
    pieces = [told_by("A", f"It rained.\n\n{EARLY} Nobody slept."), told_by("B", f"So it was. {LATE}")]
    (conflict,) = conflicts(DEAD, pieces, embeddings)
    texts = {piece.version.article_id: piece.version.text for piece in pieces}
    for statement in conflict.statements:
        assert texts[statement.article_id][statement.source_start : statement.source_end] == statement.cited_text
        assert statement.value in statement.cited_text


def test_outlets_that_give_one_value_stand_together(embeddings: TextEmbeddings) -> None:
    again = "The Harrow bridge collapse killed 43 people."
    pieces = [told_by("A", EARLY), told_by("B", LATE), told_by("C", again, "2026-01-04")]
    (conflict,) = conflicts(DEAD, pieces, embeddings)
    assert {s.value: s.outlets for s in conflict.statements} == {"43": ("B", "C"), "41": ("A",)}


def test_two_sentences_of_one_article_do_not_conflict(embeddings: TextEmbeddings) -> None:
    assert found(DEAD, [f"{EARLY} {LATE}"], embeddings) == ()


def test_an_article_of_last_year_is_no_current_one(embeddings: TextEmbeddings) -> None:
    pieces = [told_by("A", EARLY, "2024-11-05"), told_by("B", LATE)]
    assert conflicts(DEAD, pieces, embeddings) == ()


def test_a_number_far_from_the_other_some_weeks_later_counts_another_thing(embeddings: TextEmbeddings) -> None:
    far = LATE.replace("43", "430")
    assert conflicts(DEAD, [told_by("A", EARLY), told_by("B", far, "2026-02-05")], embeddings) == ()


def test_articles_without_a_date_are_compared(embeddings: TextEmbeddings) -> None:
    (conflict,) = conflicts(DEAD, [told_by("A", EARLY, None), told_by("B", LATE, None)], embeddings)
    assert len(conflict.statements) == 2


@pytest.mark.parametrize("question", ["", "Why?", "What did the mayor say?", "Tell me about the Harrow bridge."])
def test_a_question_that_no_value_answers_has_no_conflict(question: str) -> None:
    words = WordEmbeddings()
    assert conflicts(question, [told_by("A", EARLY), told_by("B", LATE)], words) == ()
    assert words.embedded == 0


def test_nothing_is_embedded_where_nothing_differs() -> None:
    words = WordEmbeddings()
    assert conflicts(DEAD, [told_by("A", LATE), told_by("B", LATE.replace("mayor", "police"))], words) == ()
    assert conflicts(DEAD, [], words) == ()
    assert words.embedded == 0


def test_who_looks_for_the_same_conflicts_again_has_nothing_embedded_again() -> None:
    """The quotes of an answer are compared, and then what stands beside it."""
    words, pieces = WordEmbeddings(), [told_by("A", EARLY), told_by("B", LATE)]
    first = conflicts(DEAD, pieces, words)
    assert words.embedded == len({DEAD, EARLY, LATE})
    assert conflicts(DEAD, [*pieces, told_by("B", LATE)], words) == first
    assert words.embedded == len({DEAD, EARLY, LATE})


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("1.2 million people came.", "1,215,000 people came.", False),
        ("1.2 million people came.", "1.4 million people came.", True),
        ("about 4,000 people came.", "3,900 people came.", False),
        ("4,000 people came.", "3,900 people came.", False),
        ("4,100 people came.", "3,900 people came.", True),
        ("ten thousand people came.", "10,000 people came.", False),
        ("at least 41 people came.", "43 people came.", True),
    ],
)
def test_a_rounded_number_is_the_same_one(one: str, other: str, differs: bool) -> None:
    (a,), (b,) = (values_in(text, "number", None) for text in (one, other))
    assert differ(a, b) is differs


@pytest.mark.parametrize(
    "text",
    [
        "Of the 43, most were men.",
        "12 more people died.",
        "The toll rose by 12.",
        "the 5th person",
        "in 2026",
        "30 May",
    ],
)
def test_a_part_a_change_a_rank_and_a_year_are_no_count(text: str) -> None:
    assert values_in(text, "number", None) == []


def test_a_headline_names_the_event_that_a_sentence_does_not(embeddings: TextEmbeddings) -> None:
    short = told_by("B", "The final count of the search is 43 dead, the mayor said.")
    titled = replace(short, version=replace(short.version, title="Search of collapsed Harrow bridge ends"))
    (conflict,) = conflicts(DEAD, [told_by("A", EARLY), titled], embeddings)
    assert {statement.value for statement in conflict.statements} == {"41", "43"}


@pytest.mark.parametrize(
    "other",
    [
        "The storm that felled Harrow bridge left people dead in 11 states.",
        "In northern Orrin, 12 people died in the collapse of a bridge like Harrow bridge.",
        "12 more people died in the Harrow bridge collapse.",
        "Could the Harrow bridge collapse have killed 60 people?",
    ],
)
def test_what_counts_something_else_does_not_disagree(other: str, embeddings: TextEmbeddings) -> None:
    assert found(DEAD, [EARLY, other], embeddings) == ()


@pytest.mark.parametrize("text", ["A " * 5000, "A" * 5000, "1 " * 3000, "“" * 5000, "in the " * 3000, "said " * 3000])
def test_monstrous_text_is_read(text: str) -> None:
    assert conflicts("How many people died?", [told_by("A", text), told_by("B", f"x {text}")], WordEmbeddings()) == ()


def test_lists_of_names_made_for_it_take_no_time() -> None:
    names = ["".join(chr(97 + (n // 26**k) % 26) for k in range(4)).capitalize() for n in range(1600)]
    texts = [" ".join(f"The cup winner {name} won cup." for name in names[i::8]) for i in range(8)]
    start = perf_counter()
    found("Who won the cup?", texts, WordEmbeddings())
    assert perf_counter() - start < 10


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_weekdays_at_the_end_of_the_calendar_are_compared_too(day: str) -> None:
    (monday,) = values_in("The ferry sank on Monday.", "date", day)
    (sunday,) = values_in("The ferry sank on Sunday.", "date", day)
    assert monday.days
    assert differ(monday, sunday)
