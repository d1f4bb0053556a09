"""Reporting clauses, and who speaks in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.reporting import LONGEST_SPEAKER, QUOTED, clauses, is_name

QUOTATION = QUOTED * 12


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The ferry was old, Pellbrook said.", "Pellbrook"),
        ("The ferry was old, said Mira Holt, the captain.", "Mira Holt"),
        ("The ferry was old, said Mira Holt on Monday.", "Mira Holt"),
        ("The ferry was old, said Mira Holt last Friday, a day after.", "Mira Holt"),
        ("Die Fähre war alt, sagte Mira Holt am Dienstag.", "Mira Holt"),
        ("Pellbrook, the commander, said Mira Holt on Monday was unwell.", "Pellbrook"),
        ("Mira Holt, the captain, said the ferry was old.", "Mira Holt"),
        ("On Friday, the skipper, Hal Morstead, said it sank.", "Hal Morstead"),
        ("The coast guard said nine people died.", "The coast guard"),
        ("But the mayor has also said it sank.", "the mayor"),
        ("According to the ministry, it sank.", "the ministry"),
        ("Der Polizei zufolge sank sie.", "Der Polizei"),
        ("Die Tür stand offen, sagte Mira Holt.", "Mira Holt"),
        (f"{QUOTATION}, sagte Müller am Dienstag.", "Müller"),
        ("La porte était ouverte, a déclaré Mira Holt mardi.", "Mira Holt"),
        ("La porte était ouverte, a déclaré Mira Holt devant le juge.", "Mira Holt"),
        (f"{QUOTATION}, dijo Holt ante el juez.", "Holt"),
        (f"{QUOTATION}, dijo Holt el martes.", "Holt"),
        (f"{QUOTATION}, ha detto Holt ieri.", "Holt"),
        (f"{QUOTATION} the mayor of Orm said.", "the mayor of Orm"),
        (f"{QUOTATION}, said Dr. Mira Holt of Orm.", "Dr. Mira Holt of Orm"),
        ("Disney (DIS) said it grew.", "Disney"),
        ("Holt, who said it sank, was aboard.", "Holt"),
        ("The line sank a ferry, and later said so.", ""),  # whoever the sentence began with
        ("The line sank a ferry and said that it floats.", ""),
        ("The line sank a ferry, but said on Monday that it floats.", ""),
        (f"It sank, according to {QUOTATION}.", ""),
        ("It reportedly sank.", ""),
        ("Nine were believed to be aboard.", ""),
        ("Holt confirmed that it sank.", "Holt"),
        ("The mayor added: it sank.", "The mayor"),
        ("Holt sank, saying that it was old.", ""),
    ],
)
def test_a_clause_has_who_speaks(sentence: str, speaker: str) -> None:
    (clause,) = clauses(sentence)
    assert clause.speaker == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "The ferry sank.",
        "Nine were aboard, all told.",
        "That said, it sank.",
        "He was told to leave.",
        "I would not say so.",
        "Critics of the notes met.",
        "The notes that it had were old.",
        "She called a strike in Orm.",
        "It claims the lives of many.",
    ],
)
def test_a_verb_that_reports_nothing_is_no_clause(sentence: str) -> None:
    assert clauses(sentence) == []


def test_clauses_are_in_order_with_the_place_of_their_verb() -> None:
    sentence = "According to Lind it sank, but Holt said that it reportedly floats."
    assert [(sentence[c.start : c.end], c.speaker) for c in clauses(sentence)] == [
        ("According to ", "Lind it sank"),
        ("said", "Holt"),
        ("reportedly", ""),
    ]


def test_a_long_speaker_is_cut() -> None:
    (clause,) = clauses(f"According to {'a big ' * 40}ministry.")
    assert len(clause.speaker.split()) == LONGEST_SPEAKER


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Coast Guard Commander Edric Pellbrook", True),
        ("Bank of England", True),
        ("Ludwig van Beethoven", True),
        ("Émile Dąb", True),
        ("The operator", False),
        ("the", False),
        ("", False),
        ("2026", False),
    ],
)
def test_a_name_is_made_of_capitalised_words(phrase: str, name: bool) -> None:
    assert is_name(phrase) is name


PIECES = st.sampled_from(
    [
        "Mira Holt",
        "the mayor",
        "said",
        "told",
        ", ",
        " ",
        "that it sank",
        QUOTATION,
        "according to ",
        ".",
    ]
)


@given(st.lists(PIECES, max_size=15).map("".join))
def test_a_clause_stands_in_its_sentence_and_no_speaker_is_in_a_quotation(sentence: str) -> None:
    found = clauses(sentence)
    assert [clause.start for clause in found] == sorted(clause.start for clause in found)
    assert all(0 <= clause.start < clause.end <= len(sentence) for clause in found)
    assert all(QUOTED not in clause.speaker for clause in found)
