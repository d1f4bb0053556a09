"""Notices of a publisher: what a record or its text says of the state of the article."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.records.correction_notes import MAX_NOTE
from ingest.records.publisher_notices import FLAGS, NOTE, STATE, notice_in

TEXT = "The ferry Grey Linnet left Halmere on Monday. Nobody was hurt."
NOTED = "Correction: An earlier version of this article misstated the name of the ferry."


def notice(text: str = TEXT, /, **record: Any) -> tuple[str | None, str | None, tuple[str, ...]]:
    return notice_in(record, "Ferry leaves Halmere", text)


def test_without_a_notice_there_is_no_state() -> None:
    assert notice() == (None, None, ())
    assert notice("") == (None, None, ())


@pytest.mark.parametrize("name", STATE)
@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("usable", "live"),
        ("amended", "corrected"),
        ("canceled", "retracted"),
        ("withheld", "retracted"),
        ("trash", "removed"),
    ],
)
def test_the_words_of_a_state_are_known_in_each_field(name: str, word: str, state: str) -> None:
    assert notice(**{name: word}) == (state, None, ())


def test_a_state_may_have_capitals_and_be_an_address() -> None:
    assert notice(creativeWorkStatus=" https://schema.org/Retracted ")[0] == "retracted"


@pytest.mark.parametrize("name", FLAGS)
@pytest.mark.parametrize("flag", [True, "True", 1])
def test_a_flag_that_is_set_is_a_state(name: str, flag: object) -> None:
    assert notice(**{name: flag})[0] == FLAGS[name]


@pytest.mark.parametrize("flag", [False, "false", 0, "0"])
def test_a_flag_that_is_not_set_makes_it_live(flag: object) -> None:
    assert notice(retracted=flag)[0] == "live"


@pytest.mark.parametrize("flag", [None, "", "perhaps", 2, [], {}])
def test_what_is_no_flag_says_nothing(flag: object) -> None:
    assert notice(retracted=flag)[0] is None


def test_the_strongest_of_two_states_holds() -> None:
    assert notice(state="live", status="corrected")[0] == "corrected"
    assert notice(state="corrected", retracted=True)[0] == "retracted"
    assert notice(state="removed", retracted=True)[0] == "removed"
    assert notice(NOTED, state="live")[0] == "corrected"


def test_a_word_that_is_nearly_a_state_is_a_warning_and_any_other_says_nothing() -> None:
    state, _, (warning,) = notice(status="retractd")
    assert (state, warning) == (
        None,
        'status: "retractd" is none of live, corrected, retracted, removed; ignored',
    )
    assert notice(status="breaking") == (None, None, ())
    assert notice(status=["retracted"])[0] is None


@pytest.mark.parametrize("name", NOTE)
@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("Its name was wrong.", "Its name was wrong."),
        ("One.\n\n Two.\nOne.", "One.\nTwo."),
        ("See this.\nhttps://daily.example/corrections", "See this."),
        ({"text": "Its name was wrong."}, "Its name was wrong."),
        ({"description": "Its name was wrong."}, "Its name was wrong."),
        ([{"text": "One."}, "Two.", ["Three."]], "One.\nTwo."),
    ],
)
def test_a_note_makes_it_corrected(name: str, value: object, note: str) -> None:
    assert notice(**{name: value}) == ("corrected", note, ())


@pytest.mark.parametrize("value", ["https://daily.example/corrections", True, {"datePosted": "2026-03-10"}])
def test_a_correction_without_words_is_one(value: object) -> None:
    state, note, _ = notice(correction=value)
    assert state == "corrected"
    assert not note


@pytest.mark.parametrize("value", [None, False, "", [], {}])
def test_an_empty_field_is_no_correction(value: object) -> None:
    assert notice(correction=value) == (None, None, ())


def test_a_note_has_a_longest_length() -> None:
    _, note, _ = notice(correction="x" * 9_000)
    assert note == "x" * MAX_NOTE
    _, note, _ = notice(correction=[f"{n}." for n in range(99)])
    assert (note or "").splitlines() == [f"{n}." for n in range(20)]


def test_a_note_in_the_text_counts_and_keeps_its_own_spelling() -> None:
    assert notice(f"{TEXT}\n\n{NOTED}") == ("corrected", NOTED, ())
    assert notice(f"{TEXT}\n\n{NOTED}", correction=f"{NOTED}\n")[1] == NOTED
    assert notice(f"{TEXT}\n\n{NOTED}", correction="Another note.")[1] == "Another note."
