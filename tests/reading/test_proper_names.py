"""Names in a text, and whether a source has them, in whatever form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.proper_names import folded, has_name, names_in, words_of

SOURCE = "The captain, Mira Holt, told the World Health Organization. Holt’s ferry sank off Orm on Monday."


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Lind’s", "lind"),
        ("Lind's", "lind"),
        ("Hens'", "hens"),
        ("Šakalienė", "sakaliene"),
        ("Łódź", "lodz"),
        ("Øst", "ost"),
        ("Đơn", "don"),
        ("U.S.", "us"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("", ""),
        ("渡轮", "渡轮"),
    ],
)
def test_a_word_is_folded_to_its_plain_form(word: str, plain: str) -> None:
    assert folded(word) == plain


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), max_size=12))
def test_folding_twice_changes_nothing_and_case_does_not_count(word: str) -> None:
    assert folded(folded(word)) == folded(word)
    assert folded(word.casefold()) == folded(word)


def test_the_words_of_a_source_are_known_by_place_case_and_initials() -> None:
    words = words_of(["Sink the ferry of Orm Ferry Lines", "the Ferry-Line"])
    assert words.at["ferry"][0] == 2
    assert {"ferry-line", "line"} <= words.at.keys()
    assert "sink" not in words.capital  # it begins a sentence
    assert {"orm", "lines"} <= words.capital
    assert {"sink", "ferry"} & words.lower == {"ferry"}
    assert {"of", "ofl", "fl"} <= words.initials


def test_two_texts_of_a_source_are_not_near_each_other() -> None:
    assert not has_name(words_of(["I saw Mira", "Holt sank"]), ["mira", "holt"])
    assert has_name(words_of(["I saw Mira of old Holt"]), ["mira", "holt"])
    assert not has_name(words_of(["I saw Mira of the very old Holt"]), ["mira", "holt"])
    assert words_of([]).at == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("nine people died", []),
        ("Captain Mira Holt sank.", [["captain", "mira", "holt"]]),
        ("Yesterday Mira Holt sank.", [["mira", "holt"]]),
        ("Dr Mira Holt’s ferry", [["mira", "holt"]]),
        ("It met the Bank of Orm on Monday", [["bank", "orm"]]),
        ("It was sold at Moe’s Garage in Halm", [["moe", "garage"], ["halm"]]),
        ("Ferries sank", []),  # its first word is no name
        ("NATO sank", [["nato"]]),
        ("McBerg sank", [["mcberg"]]),
        ("Orm sank", [["orm"]]),  # the source has it so
        ("It sank. Ferry Holt sank", [["ferry", "holt"]]),
        ("We met US troops", [["us"]]),
        ("We met X", []),
        ("Anna Berg, Oto Lind", [["anna", "berg"], ["oto", "lind"]]),
        ("Anna\nBerg", [["anna"], ["berg"]]),
        ("Anna “Berg” sank", [["anna"], ["berg"]]),
    ],
)
def test_names_of_a_text_are_read_as_their_plain_words(text: str, names: list[list[str]]) -> None:
    known = words_of([SOURCE, "I saw Anna, and Berg"])
    assert names_in(text, known) == names


@pytest.mark.parametrize(
    "name",
    [
        ["mira", "holt"],
        ["holt"],
        ["who"],
        ["world", "health", "organization"],
        ["world", "health"],
        ["orm"],
        ["orms"],
    ],
)
def test_a_source_has_a_name_in_each_of_its_forms(name: list[str]) -> None:
    assert has_name(words_of([SOURCE]), name)


@pytest.mark.parametrize(
    "name",
    [
        ["anna", "holt"],
        ["mira", "lind"],
        ["who", "berg"],
        ["lind"],
        ["organization", "mira"],
    ],
)
def test_a_source_does_not_have_a_name_of_which_a_word_is_missing_or_far(name: list[str]) -> None:
    assert not has_name(words_of([SOURCE]), name)


@pytest.mark.parametrize(("name", "is_had"), [("wwii", True), ("wwi", False), ("ww", True)])
def test_a_number_stays_whole_in_initials(name: str, is_had: bool) -> None:
    assert has_name(words_of(["It sank in World War II off Orm."]), [name]) is is_had


def test_a_name_of_the_source_s_initials_is_had() -> None:
    assert has_name(words_of(["The WHO told Orm."]), ["world", "health", "organization"])
    assert not has_name(words_of(["The WHO told Orm."]), ["world", "food", "programme"])


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Robert Berg sank", ["bob", "berg"]),
        ("Bob Berg sank", ["robert", "berg"]),
        ("Ashton Carter sank", ["ash", "carter"]),
        ("the Russians sank", ["russia"]),
        ("the Germans sank", ["germany"]),
        ("Dutch boats", ["netherlands"]),
        ("an Anglo-Danish firm", ["denmark"]),
        ("the Orm and Halm", ["orm-halm"]),
    ],
)
def test_short_names_and_what_belongs_to_a_country_are_forms_too(source: str, name: list[str]) -> None:
    assert has_name(words_of([source]), name)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Pauline Berg sank", ["paul", "berg"]),
        ("Emilia Berg sank", ["emil", "berg"]),
        ("Robert Lind and Anna Berg", ["bob", "berg"]),
        ("the Danes sank", ["sweden"]),
        ("the Oram sank", ["orm"]),
    ],
)
def test_another_s_name_is_no_form(source: str, name: list[str]) -> None:
    assert not has_name(words_of([source]), name)


@given(st.lists(st.sampled_from(["Mira", "Holt", "sank", "of", "the", "Orm", "ferry", ".", "’s"]), max_size=15))
def test_a_text_has_the_names_of_its_own(words: list[str]) -> None:
    text = " ".join(words)
    known = words_of([text])
    assert all(len(name) > 1 or has_name(known, name) for name in names_in(text, known))
