"""The sentence that tells a story: it stands alone, and is near to the headline's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.answering.answerers.telling import (
    LONG,
    LONGEST,
    OPENING,
    SHORTEST,
    is_news,
    news_within,
    stands_alone,
    telling,
)

DAM = "The dam above the town broke on Monday and flooded the market."
TRAMS = "Trams in Selby stood still all morning over night shifts, Oto Lind said."
FERRY = "Ferries of the Halmere line stayed in port on Monday, said Mira Holt."


def told_by(text: str, title: str) -> str:
    span = telling(text, title)
    return text[slice(*span)] if span else ""


@pytest.mark.parametrize(
    "sentence",
    [
        "But the mayor of Harrow refused to say anything more about it.",
        "It was the third time that the dam had broken in a decade.",
        "If you own one of these boats, take it to the harbour at once.",
        "Sign up here for the Harrow newsletter, which comes every week.",
        "Mayor Ada Holm is seen at the pier of Harrow on Monday evening.",
        "Why did the dam of Harrow break on such a quiet evening?",
        "The dam broke.",
        "A heading without an end that goes on for quite a while",
        "The bow door of the ferry had failed at sea, she told the inquiry.",
        "Mayor Ada Holm leaves the court of Harrow on Monday, March 2.",
        "Mayor Ada Holm leaves the court of Harrow, Monday, March 2, 2026.",
        "Second, the mayor is moving fast to mend the dam of Harrow.",
    ],
)
def test_what_leans_on_others_or_is_none_of_the_news_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Holm won the race for mayor of Harrow on Monday.",
        "The dam of Harrow will be opened to all on Monday, March 2.",
        "Dozens of families left the old town of Harrow on foot.",
        "The captain said that “we had no warning”, and the mayor agreed.",
    ],
)
def test_news_stands_alone(sentence: str) -> None:
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    ("length", "is_one"), [(SHORTEST - 1, False), (SHORTEST, True), (LONGEST, True), (LONGEST + 1, False)]
)
def test_a_line_has_a_sentence_that_is_neither_short_nor_long(length: int, is_one: bool) -> None:
    assert is_news(f"{'Halmere voted for a bridge '.ljust(length - 1, 'x')}.") is is_one


@pytest.mark.parametrize("sentence", ["", ".", '"', "(Harrow and Selby met on Monday for a match of chess.)"])
def test_what_opens_with_no_letter_is_no_news(sentence: str) -> None:
    assert not is_news(sentence)


def test_the_reader_may_be_spoken_to_within_quotation_marks() -> None:
    assert is_news("The mayor of Harrow said: “You will all get your houses back, and we pay.”")
    assert not is_news("The mayor of Harrow said that you will all get your houses back.")


@pytest.mark.parametrize(
    "caption",
    [
        "Ada Holm/Halmere Post The mayor of Harrow opened the new dam.",
        "The mayor of Harrow opened the dam on May 6, 2023, in Selby.",
        "Rowers, left, and the mayor of Harrow met at the pier in spring.",
    ],
)
def test_a_caption_is_no_news(caption: str) -> None:
    assert not is_news(caption)


def test_the_sentence_that_tells_an_article_is_near_its_headline() -> None:
    text = (
        "HARROW, Orm (AP) — People here like a quiet evening by the water.\n\n"
        "The dam above the town broke on Monday and flooded the market. But nobody was hurt in it."
    )
    span = telling(text, "Dam breaks and floods market")
    assert span
    assert text[slice(*span)] == "The dam above the town broke on Monday and flooded the market."
    assert telling("But no. Why?", "Dam breaks") is None


def test_of_two_that_are_as_near_the_first_tells() -> None:
    assert told_by(f"{TRAMS} {FERRY}", "Opera gala") == TRAMS
    assert told_by(f"{FERRY} {TRAMS}", "Opera gala") == FERRY
    assert told_by(f"{FERRY} {TRAMS}", "") == FERRY


def test_a_long_sentence_or_one_of_something_not_named_gives_way() -> None:
    tail = " in the valley of the Orm" * 8
    long = f"Ferries of the Halmere line stayed in port on Monday{tail}."
    assert LONG < len(long) <= LONGEST
    assert told_by(f"{long} {FERRY}", "") == FERRY
    assert told_by(f"{DAM} {FERRY}", "") == FERRY, "the dam is not named"


def test_only_whole_sentences_of_the_opening_tell() -> None:
    rest = "Rain fell. " * (OPENING // 11)
    assert told_by(f"{rest}{FERRY}", "Ferries in port") == ""
    assert told_by(f"{'Rain fell. ' * 40}{FERRY} {rest}", "Ferries in port") == FERRY


def test_what_will_do_may_be_something_else() -> None:
    text = f"{FERRY} They stay."
    span = telling(text, "", will_do=lambda sentence: sentence.startswith("They"))
    assert span
    assert text[slice(*span)] == "They stay."
    assert telling(text, "", will_do=lambda sentence: False) is None


def test_the_news_goes_without_the_dateline_and_is_cut_where_it_is_asked_for() -> None:
    text = f"HARROW, Orm (AP) — {DAM} {FERRY}"
    assert [text[slice(*span)] for span in news_within(text, 0, len(text))] == [DAM, FERRY]
    after = text.index(FERRY)
    assert [text[slice(*span)] for span in news_within(text, after, len(text))] == [FERRY]
    assert news_within("", 0, 0) == []


PIECES = st.sampled_from(["Harrow", "is flooded", ", ", ": ", " - ", "…", ". ", "\n\n", "A. ", "[1]", f" {DAM} "])
TEXTS = st.lists(PIECES | st.text(max_size=40), max_size=20).map("".join)


@given(TEXTS, TEXTS)
def test_whatever_the_texts_are_what_tells_is_a_part_of_them(title: str, text: str) -> None:
    span = telling(text, title)
    if span:
        assert 0 <= span[0] < span[1] <= len(text)
        assert text[slice(*span)].strip() == text[slice(*span)]
