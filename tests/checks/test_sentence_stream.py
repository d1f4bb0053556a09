"""A language model's text is cut into sentences while it comes."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.checks.sentence_stream import LONGEST, OPEN, sentences_of
from ragbot.models.thoughts import TAKEN_BACK


def cut(*pieces: str, language: str | None = None) -> list[str]:
    return [sentence.text for sentence in sentences_of(pieces, language)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("It sank", ["It sank"]),
        ("It sank. Nine died.", ["It sank.", "Nine died."]),
        ("It sank [1]. Nine died [2].", ["It sank [1].", "Nine died [2]."]),
        ("It sank. [1] [2] Nine died.", ["It sank. [1] [2]", "Nine died."]),
        ("It sank. [1] says that nine died. It rose.", ["It sank.", "[1] says that nine died.", "It rose."]),
        ("It sank. [1] [2] says that nine died.", ["It sank. [1]", "[2] says that nine died."]),
        ("It sank. [1] Says Holt, who rose.", ["It sank. [1]", "Says Holt, who rose."]),
        ("It sank.[1]\nNine died.", ["It sank.[1]", "Nine died."]),
        ("Mr. Holt sank. It did.", ["Mr. Holt sank.", "It did."]),
        ("It cost 4.5 crowns. It did.", ["It cost 4.5 crowns.", "It did."]),
        ("“It sank. It did,” he said. Nine died.", ["“It sank. It did,” he said.", "Nine died."]),
        ("See [the ferry. It sank] there. It did.", ["See [the ferry. It sank] there.", "It did."]),
        ("- It sank\n- Nine died", ["It sank", "Nine died"]),
        ("# Ferry\n\nIt sank.", ["Ferry", "It sank."]),
        ("它沉了。 九人死亡。", ["它沉了。", "九人死亡。"]),
    ],
)
def test_a_text_is_cut_into_sentences_with_their_markers(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_the_white_space_before_a_sentence_is_kept_beside_it() -> None:
    assert [(one.gap, one.text) for one in sentences_of(["It sank. Nine died.\n\nIt did."])] == [
        ("", "It sank."),
        (" ", "Nine died."),
        ("\n\n", "It did."),
    ]


def test_a_sentence_comes_as_soon_as_the_next_word_is_whole() -> None:
    seen: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("It sank.", " Ni", "ne", " died", "."):
            seen.append(piece)
            yield piece

    first = next(sentences_of(pieces()))
    assert (first.text, seen) == ("It sank.", ["It sank.", " Ni", "ne", " died"])


def test_a_sentence_that_does_not_end_is_cut() -> None:
    texts = cut("so " * LONGEST)
    assert "".join(texts).replace(" ", "") == "so" * LONGEST
    assert max(map(len, texts)) <= LONGEST
    assert len(cut("x" * (LONGEST + 10) + " y")[0]) == LONGEST


def test_a_quotation_that_stays_open_ends_no_sentence_for_so_long_only() -> None:
    assert len(cut("“It sank. Nine died. It did.")) == 1
    assert len(cut(f"“It sank {'so ' * OPEN}. Nine died. It did.")) > 1


PIECES = ("It sank", ". ", "[1]", "[2] ", "\n", "Nine died", "! ", "“", "” ", "Mr. Holt ", "4.5", "- ", "(", "。", " [")


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.integers(1, 5))
def test_where_the_pieces_are_cut_makes_no_difference(text: str, size: int) -> None:
    assert cut(*(text[i : i + size] for i in range(0, len(text), size))) == cut(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_word_is_lost(text: str) -> None:
    plain = [c for c in text if c.isalpha()]
    assert [c for c in "".join(cut(text)) if c.isalpha()] == plain


def test_a_quotation_goes_on_over_full_stops() -> None:
    assert cut("He said “No. Never. It sank.” Then he left.") == ["He said “No. Never. It sank.”", "Then he left."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It sank [1]. Next [2]", ["It sank [1].", "Next [2]"]),
        ("It sank. [1][2] Next.", ["It sank. [1][2]", "Next."]),
        ("It sank.[1] Next.", ["It sank.[1]", "Next."]),
        ("The U.S. Navy came at 5 p.m. on Jan. 5. It sank.", ["The U.S. Navy came at 5 p.m. on Jan. 5.", "It sank."]),
        ("Dr. Holt paid $3.5 million. Next", ["Dr. Holt paid $3.5 million.", "Next"]),
        ("1. It sank [1].\n2. It rose [2].", ["It sank [1].", "It rose [2]."]),
        ("- It sank [1]\n- It rose", ["It sank [1]", "It rose"]),
        ("It sank\n[1]\nIt rose", ["It sank\n[1]", "It rose"]),
        ("It sank.\n\n[2] It rose.", ["It sank.", "[2] It rose."]),
        ("## Head\nIt sank. “Why?” she asked. “So.”", ["Head", "It sank.", "“Why?” she asked.", "“So.”"]),
        ("See [a. b](http://x.example/a. b) there. Next", ["See [a. b](http://x.example/a. b) there.", "Next"]),
        ("No stop at the end", ["No stop at the end"]),
        ("", []),
    ],
)
def test_sentences_are_read_with_their_markers_however_the_text_is_cut(text: str, sentences: list[str]) -> None:
    for pieces in ([text], list(text), [text[i : i + 3] for i in range(0, len(text), 3)]):
        assert cut(*pieces) == sentences


def test_sentences_end_as_they_do_in_the_language_of_the_evidence() -> None:
    text = "Das sagte Lise Holm am 11. März. [1] Es gilt."
    for pieces in ([text], list(text)):
        assert cut(*pieces, language="de") == ["Das sagte Lise Holm am 11. März. [1]", "Es gilt."]


@pytest.mark.parametrize("said", ["e.g. ", "Dr. ", "U.S. "])
def test_a_model_that_repeats_an_abbreviation_is_read_in_no_time(said: str) -> None:
    start = perf_counter()
    assert "".join(cut(*[said] * 700)).strip() == (said * 700).strip()
    assert perf_counter() - start < 10  # it took minutes, as each piece had all before it read again


def test_what_was_thought_aloud_is_taken_back_and_the_rest_begins_a_line() -> None:
    assert cut("Let me see. It was ", TAKEN_BACK, "- It sank.") == ["Let me see.", TAKEN_BACK, "It sank."]


def test_what_nobody_sees_and_the_returns_of_lines_are_left_out() -> None:
    assert cut("It\u200b sank.\r\nNine\x00 died.") == ["It sank.", "Nine died."]


def test_a_marker_may_come_late_and_belongs_to_the_sentence_before() -> None:
    assert cut("It sank.", " ", "[", "1", "]", " Nine died", ".") == ["It sank. [1]", "Nine died."]
    assert cut("It sank.\n", "[1]\n", "Nine died.") == ["It sank.\n[1]", "Nine died."]


@pytest.mark.parametrize(
    "opened", ["see [the ferry. It", "see <a href='it. It", "see [it](http://x. It", "sank [1. It"]
)
def test_within_a_tag_a_bracket_or_an_address_no_sentence_ends(opened: str) -> None:
    assert cut(f"They {opened} did not") == [f"They {opened} did not"]
